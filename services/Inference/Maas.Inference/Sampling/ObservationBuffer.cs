using Maas.Errors;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Sampling;

/// <summary>
/// What was seen and not shipped yet. Bounded: a full buffer drops samples and counts them; it never makes a request
/// wait for more than a few additions. Thread-safe.
/// </summary>
internal sealed class ObservationBuffer(IOptions<SamplingOptions> options, SamplingMetrics metrics, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly RowChoice _choice = new();
    private readonly SamplingOptions _options = options.Value;
    private Dictionary<(string Source, string ModelVersion, long Minute), OperationCount> _counts = [];
    private List<SampledCall> _samples = [];
    private long _sampleBytes;
    private long _droppedSamples;
    private volatile bool _isOpen;

    /// <summary>Begins to keep what is seen. Before, nothing is kept: nobody would come for it.</summary>
    public void Open() => _isOpen = true;

    /// <summary>Notes a request that ended well.</summary>
    /// <param name="lease">Who answered.</param>
    /// <param name="rowCount">Rows of the request.</param>
    /// <param name="batchRowCount">Rows of the run it took part in.</param>
    /// <param name="times">How long it took.</param>
    /// <param name="state">What <paramref name="answer"/> is made of.</param>
    /// <param name="answer">Gives inputs and outputs; asked only for a request of which rows are chosen.</param>
    public void Succeeded<TState>(
        ModelLease lease, int rowCount, long batchRowCount, CallTimes times, TState state, Func<TState, CallAnswer> answer)
    {
        if (!_isOpen)
        {
            return;
        }

        var (source, modelVersion, now) = (lease.Source, lease.Model.ResourceName, clock.GetUtcNow());
        var rows = SampledCall.CanSample(lease.Model) ? _choice.Choose(rowCount, lease.MonitoringSampleRatio) : [];
        var sample = rows.Count == 0 ? null : SampledCall.Of(answer(state), source, modelVersion, rows, now);
        lock (_lock)
        {
            var count = CountOf(source, modelVersion, now);
            count.Add("OK", now);
            count.AddAnswer(rowCount, batchRowCount, times);
            if (sample is not null)
            {
                Keep(sample);
            }
        }
    }

    /// <summary>Notes a request that failed.</summary>
    public void Failed(ModelLease lease, MaasErrorCode code)
    {
        if (!_isOpen)
        {
            return;
        }

        var now = clock.GetUtcNow();
        lock (_lock)
        {
            CountOf(lease.Source, lease.Model.ResourceName, now).Add(StatusCodeNames.Of(code), now);
        }
    }

    /// <summary>Notes that samples were taken out and lost on the way, so that their number is told.</summary>
    public void AddDropped(long sampleCount)
    {
        lock (_lock)
        {
            _droppedSamples += sampleCount;
        }
    }

    /// <summary>Takes everything out.</summary>
    public Observations Take()
    {
        lock (_lock)
        {
            var taken = new Observations([.. _counts.Values], _samples, _droppedSamples);
            (_counts, _samples, _sampleBytes, _droppedSamples) = ([], [], 0, 0);
            return taken;
        }
    }

    private void Keep(SampledCall sample)
    {
        if (_sampleBytes + sample.SizeBytes > _options.BufferBytes)
        {
            _droppedSamples += sample.RowCount;
            metrics.TurnedAway(sample.RowCount);
            return;
        }

        _sampleBytes += sample.SizeBytes;
        _samples.Add(sample);
        metrics.Kept(sample.RowCount);
    }

    private OperationCount CountOf(string source, string modelVersion, DateTimeOffset now)
    {
        var key = (source, modelVersion, now.ToUnixTimeSeconds() / 60);
        if (_counts.TryGetValue(key, out var count))
        {
            return count;
        }

        if (_counts.Count >= _options.BufferedCounts)
        {
            _counts.Remove(_counts.Keys.MinBy(old => old.Minute), out var oldest);
            metrics.LostRequests(oldest!.RequestCount, SamplingMetrics.BufferFull);
        }

        return _counts[key] = new OperationCount(source, modelVersion);
    }
}

/// <summary>What was taken out of the buffer.</summary>
/// <param name="Counts">Counts per version and minute.</param>
/// <param name="Samples">Chosen rows, in the order of their requests.</param>
/// <param name="DroppedSampleCount">Rows that were chosen and found no room.</param>
internal sealed record Observations(
    IReadOnlyList<OperationCount> Counts, IReadOnlyList<SampledCall> Samples, long DroppedSampleCount)
{
    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => Counts.Count == 0 && Samples.Count == 0 && DroppedSampleCount == 0;
}
