namespace Maas.Inference.Sampling;

/// <summary>Cuts what was seen into batches that the other side takes. Used once.</summary>
internal sealed class BatchCut
{
    private readonly List<ObservationBatch> _batches = [];
    private List<OperationCount> _counts = [];
    private List<HeldVersion> _held = [];
    private List<SampledRow> _rows = [];
    private long _droppedSamples;
    private long _bytes;

    private BatchCut(long droppedSamples) => _droppedSamples = droppedSamples;

    /// <summary>Batches of all that was seen, in its order; the number of dropped samples travels with the first.</summary>
    public static IReadOnlyList<ObservationBatch> Of(Observations seen, IReadOnlyList<HeldVersion> held)
    {
        var cut = new BatchCut(seen.DroppedSampleCount);
        foreach (var count in seen.Counts)
        {
            cut._counts.Add(count);
            cut.Grow(count.SizeBytes);
        }

        foreach (var version in held)
        {
            cut._held.Add(version);
            cut.Grow(version.SizeBytes);
        }

        foreach (var call in seen.Samples)
        {
            for (var row = 0; row < call.RowCount; row++)
            {
                cut._rows.Add(new SampledRow(call, row));
                cut.Grow(call.SizeBytes / call.RowCount);
            }
        }

        if (cut._bytes > 0 || cut._droppedSamples > 0)
        {
            cut.Close();
        }

        return cut._batches;
    }

    private void Grow(int bytes)
    {
        _bytes += bytes;
        if (_bytes >= ObservationBatch.TargetBytes || _counts.Count == ObservationBatch.MaxSamples
            || _held.Count == HeldVersions.MaxTold || _rows.Count == ObservationBatch.MaxSamples)
        {
            Close();
        }
    }

    private void Close()
    {
        _batches.Add(new ObservationBatch { Counts = _counts, Held = _held, Rows = _rows, DroppedSampleCount = _droppedSamples });
        (_counts, _held, _rows, _droppedSamples, _bytes) = ([], [], [], 0, 0);
    }
}
