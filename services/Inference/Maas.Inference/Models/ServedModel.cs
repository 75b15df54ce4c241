using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Residency;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Models;

/// <summary>
/// One version of a model, loaded on one device and shared by all its callers. <see cref="Run(RunOptions, OrtValue[], IReadOnlyList{int})"/> may be called from
/// many threads at once. It is counted: it lives until it is retired and the last <see cref="ModelLease"/> is given
/// back, so a run never loses its session.
/// </summary>
internal sealed class ServedModel
{
    private readonly SessionSlot _session;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly UserCount _users;
    private volatile LoadTotal _loads = LoadTotal.None;

    /// <summary>Takes over a session.</summary>
    public ServedModel(
        string model, string version, InferenceSession session, IReadOnlyList<TensorInfo> inputs, IReadOnlyList<TensorInfo> outputs)
    {
        Model = model;
        Version = version;
        ModelResourceName = $"models/{model}";
        ResourceName = $"models/{model}/versions/{version}";
        Inputs = inputs;
        Outputs = outputs;
        _users = new UserCount(Close);
        _session = new SessionSlot(session, () => _users.Value);
        _inputNames = [.. inputs.Select(input => input.Name)];
        _outputNames = [.. outputs.Select(output => output.Name)];
    }

    /// <summary>Id of the model, e.g. <c>churn</c>.</summary>
    public string Model { get; }

    /// <summary>Number of the version, e.g. <c>7</c>.</summary>
    public string Version { get; }

    /// <summary><c>models/{model}</c>.</summary>
    public string ModelResourceName { get; }

    /// <summary><c>models/{model}/versions/{n}</c>.</summary>
    public string ResourceName { get; }

    /// <summary>Inputs in the order of the graph.</summary>
    public IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>Outputs in the order of the graph.</summary>
    public IReadOnlyList<TensorInfo> Outputs { get; }

    /// <summary>What the tensors mean.</summary>
    public ModelSignature Signature { get; init; } = ModelSignature.Unknown;

    /// <summary>Digest of the version's manifest, 64 hex digits; empty for a model from a repository folder.</summary>
    public string ManifestDigest { get; init; } = "";

    /// <summary>What was asked for: <c>cpu</c>, <c>gpu-preferred</c> or <c>gpu-required</c>; empty when nobody asked.</summary>
    public string DevicePolicy { get; init; } = "";

    /// <summary>What it runs on: <c>cpu</c>, <c>cuda:0</c>, …; another one when it came back into memory elsewhere.</summary>
    public string Device { get; set; } = "cpu";

    /// <summary>Why a preferred GPU is not used; empty when it is, or was not asked for.</summary>
    public string DeviceNote { get; set; } = "";

    /// <summary>Told what it runs on and what ONNX Runtime said when a run failed; gives why that device is lost, or else nothing.</summary>
    public Func<string, string, string> FailureOfDevice { get; init; } = static (_, _) => "";

    /// <summary>Why it could not be brought back into memory when it was tried last; empty when it is there, or was not tried.</summary>
    public string ReloadProblem { get; private set; } = "";

    /// <summary>Called, from any thread, after <see cref="Device"/>, <see cref="DeviceNote"/> or <see cref="ReloadProblem"/> changed.</summary>
    public Action? Changed { get; set; }

    /// <summary>What may be put into one run. Set while nobody can run it.</summary>
    public BatchLimits BatchLimits { get; set; } = BatchLimits.Alone("it was not tried whether rows can be put together.");

    /// <summary>How long its runs take.</summary>
    public RunTimes RunTimes { get; } = new();

    /// <summary>How large its runs are.</summary>
    public RunSizes RunSizes { get; } = new();

    /// <summary>What it takes in memory, in bytes, as measured when it was loaded.</summary>
    public long MemoryBytes { get; set; }

    /// <summary>How often it came into memory.</summary>
    public LoadTotal Loads => _loads;

    /// <summary>Timestamp of the last request.</summary>
    public long LastUse { get; set; }

    /// <summary>Brings the session back after it left memory. Set before anybody can look the model up; without it, it never leaves.</summary>
    public Func<Task<InferenceSession>>? Reopen
    {
        get;
        set
        {
            field = value;
            _session.Reopen = ReopenInsideAsync;
        }
    }

    /// <summary>Told once, by whichever thread was the last inside, after the session was freed.</summary>
    public Action<ServedModel>? Unloaded { get; set; }

    /// <summary>Whether it can run now. It stays so for whoever entered before asking.</summary>
    public bool IsInMemory => _session.Current is not null;

    private InferenceSession Session => _session.Current ?? throw new InvalidOperationException($"'{Model}' is not in memory.");

    /// <summary>Waits until it can run. Enter it first, so that it does not leave again.</summary>
    /// <exception cref="MaasException">It cannot be loaded; the message says why.</exception>
    public Task ReturnToMemoryAsync(CancellationToken cancellationToken) => _session.ReturnAsync(cancellationToken);

    /// <summary>Tries to bring it back although nobody asks for it. How that went is told by <see cref="ReloadProblem"/>.</summary>
    public async Task TryReturnToMemoryAsync(CancellationToken cancellationToken)
    {
        if (!TryEnter())
        {
            return;
        }

        try
        {
            await ReturnToMemoryAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Lets it leave memory, unless somebody is inside.</summary>
    /// <returns>What left just now, to be disposed by the caller; null when it stays, or is not there.</returns>
    public IDisposable? TryLeaveMemory() => _session.TryLeave();

    /// <summary>Notes that it was loaded. Called by one loader at a time, before anybody can run it.</summary>
    public void CountLoad(TimeSpan elapsed) => _loads += new LoadTotal(1, elapsed);

    /// <summary>Says how the last attempt to bring it back into memory went.</summary>
    /// <param name="reloadProblem">Empty when it is there.</param>
    public void Tell(string reloadProblem)
    {
        if (ReloadProblem != reloadProblem)
        {
            ReloadProblem = reloadProblem;
            Changed?.Invoke();
        }
    }

    /// <summary>Takes the place of the same version on another device, with what was learned of it there. Call it while nobody can run it.</summary>
    /// <param name="other">Its session is the caller's from now on; it is of no more use.</param>
    public InferenceSession MoveTo(ServedModel other)
    {
        (Device, DeviceNote, BatchLimits) = (other.Device, other.DeviceNote, other.BatchLimits);
        RunTimes.Replace(other.RunTimes);
        RunSizes.Replace(other.RunSizes);
        Changed?.Invoke();
        return other._session.Detach();
    }

    /// <summary>Which output has this name.</summary>
    /// <exception cref="InvalidOperationException">None has.</exception>
    public int OutputIndex(string name)
    {
        var index = Array.IndexOf(_outputNames, name);
        return index >= 0 ? index : throw new InvalidOperationException($"There is no output '{name}'.");
    }

    /// <summary>What the values of a run are called.</summary>
    /// <param name="indexes">Wanted outputs, in that order; null for all.</param>
    public IReadOnlyList<TensorInfo> OutputsOf(IReadOnlyList<int>? indexes) =>
        indexes is null ? Outputs : [.. indexes.Select(index => Outputs[index])];

    /// <summary>Computes outputs into memory of ONNX Runtime.</summary>
    /// <param name="options">Stops the run.</param>
    /// <param name="inputs">Every input of the graph, in its order.</param>
    /// <param name="outputIndexes">Wanted outputs, in that order; null for all.</param>
    /// <exception cref="OnnxRuntimeException">What ONNX Runtime says.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions options, OrtValue[] inputs, IReadOnlyList<int>? outputIndexes) =>
        Session.Run(
            options, _inputNames, inputs, outputIndexes is null ? _outputNames : [.. outputIndexes.Select(index => _outputNames[index])]);

    /// <summary>Gives back the memory that an outlier among the runs left, once nothing of the run is read any more.</summary>
    public void ShrinkMemory()
    {
        // Who is gone from memory has nothing to give back.
        if (!TryEnter())
        {
            return;
        }

        try
        {
            if (_session.Current is { } session)
            {
                ArenaShrinkage.Run(session, Device, _outputNames);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>What a caller is told when a run failed: its inputs are at fault, or the device is lost.</summary>
    public MaasException FailureOf(OnnxRuntimeException error) => FailureOfDevice(Device, error.Message) is { Length: > 0 } problem
        ? InferenceErrors.ModelNotReady(Model, Version, problem)
        : InferenceErrors.ExecutionFailed(Model, error.Message, error);

    /// <summary>
    /// Computes outputs before the version serves. Inputs of fixed-size types are read in place; outputs are the caller's own copies.
    /// </summary>
    /// <param name="inputs">Every input of the graph, checked by the caller against <see cref="Inputs"/>.</param>
    /// <param name="outputNames">What to compute, in the order of the answer; empty for all outputs.</param>
    /// <param name="cancellationToken">Stops the run after the operator it is in.</param>
    /// <exception cref="MaasException"><c>EXECUTION_FAILED</c> when ONNX Runtime reports an error; <c>MODEL_NOT_READY</c>: the device is lost.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<Tensor> Run(
        IReadOnlyList<Tensor> inputs, IReadOnlyList<string> outputNames, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var stop = cancellationToken.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, options);
        using var feed = OrtFeed.Of(inputs);
        RunSizes.Try(inputs.Sum(input => (long)input.Content.Length));
        var wanted = outputNames.Count == 0 ? _outputNames : outputNames;
        try
        {
            using var results = Session.Run(options, feed.Names, feed.Values, wanted);
            return OrtResults.Copy(wanted, results);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OnnxRuntimeException error)
        {
            throw FailureOf(error);
        }
    }

    /// <summary>Enters the model.</summary>
    /// <returns>False when it is already gone; look it up again.</returns>
    public bool TryEnter() => _users.TryEnter();

    /// <summary>Leaves the model; the last one out after <see cref="Retire"/> frees the session.</summary>
    public void Leave() => _users.Leave();

    /// <summary>Lets the model go once nobody is inside. Call it after it can no longer be looked up; again does nothing.</summary>
    public void Retire() => _users.Retire();

    private void Close()
    {
        _session.Close();
        Unloaded?.Invoke(this);
    }

    // Whoever asked may go away meanwhile; the version stays until the load is over.
    private async Task<InferenceSession> ReopenInsideAsync()
    {
        if (!TryEnter())
        {
            throw new InvalidOperationException($"'{Model}' version {Version} is gone: nobody waits for it.");
        }

        try
        {
            return await Reopen!();
        }
        finally
        {
            Leave();
        }
    }
}
