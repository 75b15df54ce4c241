using Microsoft.Extensions.Logging;

namespace Maas.Inference.Sampling;

/// <summary>
/// Batches that were not taken yet, the oldest first, each with its id until it is settled: parts that were made of it a second time would
/// have other ids, and be counted twice. Not thread-safe.
/// </summary>
internal sealed partial class PendingBatches(
    ObservationBuffer buffer, HeldVersions held, SamplingMetrics metrics, ILogger<PendingBatches> logger)
{
    private ObservationBatch[] _batches = [];

    /// <summary>How many there are.</summary>
    public int Count => _batches.Length;

    /// <summary>Begins to keep what is seen.</summary>
    public void Open() => buffer.Open();

    /// <summary>When none is left, makes new ones of what was seen since.</summary>
    /// <param name="isLast">Whether there is no later for what could wait.</param>
    public void Fill(bool isLast)
    {
        held.Look();
        if (_batches.Length == 0)
        {
            var seen = buffer.Take();
            _batches = [.. BatchCut.Of(seen, held.Take(isAlone: seen.IsEmpty && !isLast))];
        }
    }

    /// <summary>The oldest of them, at most so many.</summary>
    public IReadOnlyList<ObservationBatch> First(int most) => _batches[..Math.Min(_batches.Length, most)];

    /// <summary>So many of the oldest were taken for good.</summary>
    public void Settle(int count)
    {
        metrics.Delivered(_batches[..count].Sum(batch => batch.Rows.Count));
        _batches = _batches[count..];
    }

    /// <summary>The oldest was refused: its parts are in its place. What is refused without other parts is lost.</summary>
    /// <param name="problem">Why.</param>
    public void Divide(string problem)
    {
        var refused = _batches[0];
        var parts = refused.Apart();
        _batches = [.. parts, .. _batches[1..]];
        var lost = refused.Rows.Count - parts.Sum(part => part.Rows.Count);
        var lostRequests = refused.RequestCount - parts.Sum(part => part.RequestCount);
        metrics.Lost(lost, SamplingMetrics.Refused);
        metrics.LostRequests(lostRequests, SamplingMetrics.Refused);
        if (lost > 0 || lostRequests > 0)
        {
            LogRefused(lost, lostRequests, problem);
        }

        // A number that is refused alone would be refused for ever.
        if (parts.Count == 0 && !refused.IsEmpty)
        {
            buffer.AddDropped(refused.Rows.Count + refused.DroppedSampleCount);
            TakeBack(refused.Held, problem);
        }
    }

    /// <summary>Lets go of all there is: nobody takes it any more.</summary>
    // What was sent and not answered may have arrived; it counts as lost, for nobody knows.
    public void GiveUp()
    {
        ObservationBatch[] left = [.. _batches, .. BatchCut.Of(buffer.Take(), [])];
        _batches = [];
        var (samples, requests) = (left.Sum(batch => (long)batch.Rows.Count), left.Sum(batch => batch.RequestCount));
        metrics.Lost(samples, SamplingMetrics.Stopped);
        metrics.LostRequests(requests, SamplingMetrics.Stopped);
        metrics.LostLoads(left.Sum(batch => batch.LoadCount) + held.UntoldLoadCount, SamplingMetrics.Stopped);
        if (samples > 0 || requests > 0)
        {
            LogStopped(samples, requests);
        }
    }

    private void TakeBack(IReadOnlyList<HeldVersion> refused, string problem)
    {
        foreach (var version in refused)
        {
            held.TakeBack(version);
            LogHeldRefused(version.Source, version.ModelVersion, problem);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Monitoring refused {SampleCount} samples and the counts of {RequestCount} requests for good: {Problem}")]
    private partial void LogRefused(long sampleCount, long requestCount, string problem);

    [LoggerMessage(2, LogLevel.Warning, "Stopped before Monitoring took {SampleCount} samples and the counts of {RequestCount} requests.")]
    private partial void LogStopped(long sampleCount, long requestCount);

    [LoggerMessage(3, LogLevel.Debug, "Monitoring refused to be told how '{Source}' holds '{ModelVersion}'; it is told again later: {Problem}")]
    private partial void LogHeldRefused(string source, string modelVersion, string problem);
}
