using Maas.Errors;
using Maas.Inference.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Loading;

/// <summary>
/// Makes a file that was admitted into a model that answers: loads it on a device, replays its golden examples, warms it up.
/// Thread-safe.
/// </summary>
internal sealed partial class OnnxLoader(
    IOptions<InferenceOptions> options, CudaProvider cuda, DeviceHealth health, BatchTrial batching, TimeProvider clock, ILogger<OnnxLoader> log)
{
    /// <summary>Loads a version. Takes as long as the model is large.</summary>
    /// <returns>A model the caller must retire.</returns>
    /// <exception cref="MaasException">
    /// <c>MODEL_INVALID</c>, <c>DEVICE_UNAVAILABLE</c>, <c>GOLDEN_MISMATCH</c>, <c>EXECUTION_FAILED</c>.
    /// </exception>
    public ServedModel Load(LoadRequest request, DevicePolicy policy, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.LoadTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return LoadAndTry(request, policy, either.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw InferenceErrors.ModelInvalid(
                request.Model, $"it was not ready after {options.Value.LoadTimeout}, the longest time allowed here.", error);
        }
    }

    /// <summary>
    /// Opens the session of a version that was loaded and tried before. On another device than before it is tried again as if for the
    /// first time, and the model says where it is now.
    /// </summary>
    /// <param name="request">The same files.</param>
    /// <param name="policy">Where it may run.</param>
    /// <param name="model">The version; not in memory.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MaasException">As <see cref="Load"/>.</exception>
    public InferenceSession Reopen(LoadRequest request, DevicePolicy policy, ServedModel model, CancellationToken cancellationToken)
    {
        var (session, device, note) = Open(request, policy, model.Device, cancellationToken);
        return device == model.Device
            ? session
            : model.MoveTo(Try(request, Serve(request, session, policy, device, note), cancellationToken));
    }

    private ServedModel LoadAndTry(LoadRequest request, DevicePolicy policy, CancellationToken cancellationToken)
    {
        var (session, device, note) = Open(request, policy, preferredGpu: "", cancellationToken);
        return Try(request, Serve(request, session, policy, device, note), cancellationToken);
    }

    private ServedModel Try(LoadRequest request, ServedModel model, CancellationToken cancellationToken)
    {
        try
        {
            GoldenReplay.Check(model, request.GoldenExamples, cancellationToken);
            if (request.GoldenExamples.Count == 0)
            {
                RunOnce(model, cancellationToken);
            }

            model.BatchLimits = batching.Try(model, request.GoldenExamples, cancellationToken);
            return model;
        }
        catch
        {
            model.Retire();
            throw;
        }
    }

    private (InferenceSession Session, string Device, string Note) Open(
        LoadRequest request, DevicePolicy policy, string preferredGpu, CancellationToken cancellationToken)
    {
        if (policy == DevicePolicy.Cpu)
        {
            return (OpenOnCpu(request, cancellationToken), "cpu", "");
        }

        if (TryOpenOnGpu(request, preferredGpu, cancellationToken, out var device, out var problem) is { } session)
        {
            return (session, device, "");
        }

        if (policy == DevicePolicy.GpuRequired)
        {
            throw InferenceErrors.DeviceUnavailable(problem);
        }

        LogFallback(log, request.Model, request.Version, problem);
        return (OpenOnCpu(request, cancellationToken), "cpu", $"GPU preferred, but {problem}");
    }

    private InferenceSession? TryOpenOnGpu(
        LoadRequest request, string preferredGpu, CancellationToken cancellationToken, out string device, out string problem)
    {
        using var settings = SessionSettings.Make(options.Value);
        problem = cuda.TryAppend(settings, preferredGpu, out device);
        if (problem.Length > 0)
        {
            return null;
        }

        try
        {
            return Create(request, settings, cancellationToken);
        }
        catch (OnnxRuntimeException error)
        {
            // The driver, the memory, or the model itself: the attempt on the CPU tells them apart.
            health.Report(device, error.Message);
            problem = WithoutPath(DeviceHealth.Shorten(error.Message), request);
            return null;
        }
    }

    private InferenceSession OpenOnCpu(LoadRequest request, CancellationToken cancellationToken)
    {
        using var settings = SessionSettings.Make(options.Value);
        try
        {
            return Create(request, settings, cancellationToken);
        }
        catch (OnnxRuntimeException error)
        {
            throw InferenceErrors.ModelInvalid(request.Model, WithoutPath(error.Message, request), error);
        }
    }

    /// <summary>Clients read this: where the file lies here is not their business.</summary>
    private static string WithoutPath(string message, LoadRequest request) =>
        message.Replace(request.Path, Path.GetFileName(request.Path), StringComparison.Ordinal)
            .Replace(Path.GetDirectoryName(request.Path)!, "the model's folder", StringComparison.Ordinal);

    /// <summary>A load that is stopped ends between two steps of ONNX Runtime's own.</summary>
    private static InferenceSession Create(LoadRequest request, SessionOptions settings, CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.UnsafeRegister(
            static state => ((SessionOptions)state!).SetLoadCancellationFlag(true), settings);
        try
        {
            return new InferenceSession(request.Path, settings);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static string NameOf(DevicePolicy policy) => policy switch
    {
        DevicePolicy.GpuPreferred => "gpu-preferred",
        DevicePolicy.GpuRequired => "gpu-required",
        _ => "cpu",
    };

    private ServedModel Serve(
        LoadRequest request, InferenceSession session, DevicePolicy policy, string device, string note)
    {
        try
        {
            return new ServedModel(
                request.Model, request.Version, session, GraphTensors.Inputs(request.Model, session),
                GraphTensors.Outputs(request.Model, session))
            {
                Signature = request.Signature,
                ManifestDigest = request.ManifestDigest,
                DevicePolicy = NameOf(policy),
                Device = device,
                DeviceNote = note,
                FailureOfDevice = health.Report,
            };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A graph may refuse zeros for good reasons, so a failure here is told and does not count.</summary>
    private void RunOnce(ServedModel model, CancellationToken cancellationToken)
    {
        if (WarmUp.Inputs(model) is not { } inputs)
        {
            return;
        }

        try
        {
            model.Run(inputs, [], cancellationToken);
        }
        catch (MaasException error)
        {
            LogNotWarm(log, model.Model, model.Version, error.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "'{Model}' version {Version} runs on the CPU although a GPU is preferred: {Problem}")]
    private static partial void LogFallback(ILogger log, string model, string version, string problem);

    [LoggerMessage(2, LogLevel.Information, "'{Model}' version {Version} could not be warmed up with zeros: {Problem}")]
    private static partial void LogNotWarm(ILogger log, string model, string version, string problem);
}
