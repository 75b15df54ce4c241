using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Maas.Inference.Buffers;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Maas.Inference.Protocol;

namespace Maas.Inference.Batching;

/// <summary>
/// One request on its way through the scheduler, with the memory of its tensors. Made once and used for many requests:
/// who took it from the pool fills it, runs it, reads the outputs and resets it. Between <see cref="BatchScheduler.RunAsync"/>
/// and the end of its task the scheduler alone touches it.
/// </summary>
internal sealed class InferJob(BufferPool buffers) : IValueTaskSource
{
    private readonly List<NativeBuffer> _owned = [];
    private JobInput[] _inputs = [];
    private JobOutput[] _outputs = [];
    private int[]? _outputIndexes;
    private ManualResetValueTaskSourceCore<bool> _source;
    private BatchResult? _result;
    private ModelLease? _lease;
    private CallAnswer? _answer;
    private bool _namesPredictions;

    /// <summary>The version that shall answer, held until <see cref="Reset"/>.</summary>
    public ModelLease Lease => _lease ?? throw new InvalidOperationException("The job has no model.");

    /// <summary>The version that shall answer.</summary>
    public ServedModel Model => Lease.Model;

    /// <summary>Inputs in the order of the graph.</summary>
    public ReadOnlySpan<JobInput> Inputs => _inputs.AsSpan(0, Model.Inputs.Count);

    /// <summary>Which outputs of the graph are wanted, in that order; null for all.</summary>
    public IReadOnlyList<int>? OutputIndexes => _outputIndexes;

    /// <summary>Outputs in the order asked for. Read them after the run.</summary>
    public ReadOnlySpan<JobOutput> Outputs => _outputs.AsSpan(0, OutputCount);

    /// <summary>Size of the first dimension of the first input; 1 when it has none.</summary>
    public int RowCount { get; private set; }

    /// <summary>Where its rows begin in its batch.</summary>
    public long FirstRow { get; set; }

    /// <summary>Whether every input has as many rows, at least one, so that others' rows can follow.</summary>
    public bool IsRowWise { get; private set; }

    /// <summary>Bytes of all inputs.</summary>
    public long InputBytes { get; private set; }

    /// <summary>How many classes of each wanted output the caller gets in its place, 0 for the output as it is; empty when none.</summary>
    public IReadOnlyList<int> ClassCounts { get; private set; } = [];

    /// <summary>1 is served first.</summary>
    public int Priority { get; set; }

    /// <summary>Timestamp after which nobody waits for the answer.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>Longest wait before the run; zero for as long as the call lasts.</summary>
    public TimeSpan QueueTimeout { get; set; }

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>Where the time went.</summary>
    public JobTimes Times { get; } = new();

    /// <summary>The run it takes part in, once there is one.</summary>
    public JobRun Run { get; set; }

    /// <summary>Span of the call; null when nobody traces it.</summary>
    public Activity? Span { get; set; }

    private int OutputCount => _outputIndexes?.Length ?? Model.Outputs.Count;

    /// <summary>Says who answers; the lease is the job's from here on.</summary>
    /// <param name="lease">The version that shall answer.</param>
    /// <param name="namesPredictions">Whether each row gets an id that the caller is told.</param>
    public void Begin(ModelLease lease, bool namesPredictions)
    {
        _lease = lease;
        _namesPredictions = namesPredictions;
        if (_inputs.Length < lease.Model.Inputs.Count)
        {
            _inputs = new JobInput[lease.Model.Inputs.Count];
        }
    }

    /// <summary>Sets an input to content that stays where it is until the job is reset.</summary>
    public void SetInput(int index, long[] shape, nint address, long length) =>
        _inputs[index] = new JobInput(shape, address, length);

    /// <summary>Sets an input to a copy of the content.</summary>
    public unsafe void CopyInput(int index, long[] shape, ReadOnlySpan<byte> content)
    {
        var buffer = buffers.Rent(content.Length);
        _owned.Add(buffer);
        content.CopyTo(buffer.Span(0, content.Length));
        SetInput(index, shape, (nint)buffer.Start, content.Length);
    }

    /// <summary>Sets all inputs and the wanted outputs.</summary>
    public void Fill(TensorRequest request)
    {
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            CopyInput(i, request.Inputs[i].Shape, request.Inputs[i].Content.Span);
        }

        int[]? indexes = request.OutputNames.Count == 0 ? null : [.. request.OutputNames.Select(Model.OutputIndex)];
        Seal(indexes);
        ClassCounts = request.ClassCounts;
    }

    /// <summary>Ends the filling.</summary>
    /// <param name="outputIndexes">Wanted outputs, in that order; null for all.</param>
    public void Seal(int[]? outputIndexes)
    {
        _outputIndexes = outputIndexes;
        var inputs = Inputs;
        RowCount = inputs.Length > 0 && inputs[0].Shape.Length > 0 ? (int)Math.Min(inputs[0].Shape[0], int.MaxValue) : 1;
        IsRowWise = inputs.Length > 0 && RowCount > 0;
        InputBytes = 0;
        foreach (ref readonly var input in inputs)
        {
            InputBytes += input.Length;
            IsRowWise &= input.Shape.Length > 0 && input.Shape[0] == RowCount;
        }

        if (inputs.Length > 0 && InputBytes == 0)
        {
            // Rows of nothing: their number is whatever the caller says, and counts for nothing.
            (RowCount, IsRowWise) = (0, false);
        }
    }

    /// <summary>Whether both can be rows of one run: the same sizes but for the first, and the same outputs.</summary>
    public bool CanShareRunWith(InferJob other)
    {
        if (!IsRowWise || !other.IsRowWise || !AsksForOutputsOf(other))
        {
            return false;
        }

        var mine = Inputs;
        var others = other.Inputs;
        for (var i = 0; i < mine.Length; i++)
        {
            if (!mine[i].Shape.AsSpan(1).SequenceEqual(others[i].Shape.AsSpan(1)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Ends the job well.</summary>
    /// <param name="result">What the run gave; the job holds it until it is reset.</param>
    /// <param name="isAlone">Whether the run was of this job alone.</param>
    public void Succeed(BatchResult result, bool isAlone)
    {
        result.Hold();
        _result = result;
        if (_outputs.Length < OutputCount)
        {
            _outputs = new JobOutput[OutputCount];
        }

        for (var i = 0; i < OutputCount; i++)
        {
            _outputs[i] = isAlone ? result.Whole(i) : result.Rows(i, FirstRow, RowCount);
        }

        _source.SetResult(true);
    }

    /// <summary>Ends the job badly.</summary>
    public void Fail(Exception failure) => _source.SetException(failure);

    /// <summary>The task of this run.</summary>
    public ValueTask Task() => new(this, _source.Version);

    /// <summary>What went in and came out, in memory that outlives the job; made once. Call it after the run.</summary>
    public CallAnswer Answer() => _answer ??= CallAnswer.Of(this, _namesPredictions);

    /// <summary>What the caller gets: as <see cref="Answer"/>, with classes in place of the outputs that were asked for so.</summary>
    public CallAnswer CallersAnswer() => ClassCounts.Count == 0 ? Answer() : Answer().WithClasses(ClassCounts);

    /// <summary>Lets go of all memory and of the model, ready for the next request.</summary>
    public void Reset()
    {
        _result?.Release();
        _result = null;
        foreach (var buffer in _owned)
        {
            buffer.Return();
        }

        _owned.Clear();
        _answer = null;
        Array.Clear(_inputs);
        Array.Clear(_outputs);
        _outputIndexes = null;
        ClassCounts = [];
        _source.Reset();
        (Priority, Deadline, QueueTimeout, Cancellation) = (0, long.MaxValue, default, default);
        (Run, Span) = (default, null);
        Times.Clear();
        _lease?.Dispose();
        _lease = null;
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private bool AsksForOutputsOf(InferJob other) =>
        ReferenceEquals(_outputIndexes, other._outputIndexes)
        || (_outputIndexes is { } mine && other._outputIndexes is { } others && mine.AsSpan().SequenceEqual(others));
}
