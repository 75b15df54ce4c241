namespace Maas.Inference.Sampling;

/// <summary>One unit of shipping: counted as a whole or not at all, and once however often it is sent.</summary>
internal sealed record ObservationBatch
{
    /// <summary>Samples that the other side takes in one batch.</summary>
    public const int MaxSamples = 10_000;

    /// <summary>Size of a batch on the wire, roughly, from which on the next one is begun.</summary>
    public const int TargetBytes = 1 << 20;

    /// <summary>Stays the same when it is sent again.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Counts per version and minute.</summary>
    public required IReadOnlyList<OperationCount> Counts { get; init; }

    /// <summary>Chosen rows.</summary>
    public required IReadOnlyList<SampledRow> Rows { get; init; }

    /// <summary>Samples that were dropped since the batch before.</summary>
    public required long DroppedSampleCount { get; init; }

    /// <summary>Requests that are counted.</summary>
    public long RequestCount => Counts.Sum(count => count.RequestCount);

    /// <summary>Cuts what was seen into batches that the other side takes; counts travel with the first.</summary>
    public static IReadOnlyList<ObservationBatch> Of(Observations seen)
    {
        var batches = new List<ObservationBatch>();
        var rows = new List<SampledRow>();
        long bytes = 0;
        foreach (var call in seen.Samples)
        {
            for (var row = 0; row < call.RowCount; row++)
            {
                rows.Add(new SampledRow(call, row));
                bytes += call.SizeBytes / call.RowCount;
                if (rows.Count == MaxSamples || bytes >= TargetBytes)
                {
                    batches.Add(Make(seen, batches.Count, rows));
                    (rows, bytes) = ([], 0);
                }
            }
        }

        if (rows.Count > 0 || (batches.Count == 0 && !seen.IsEmpty))
        {
            batches.Add(Make(seen, batches.Count, rows));
        }

        return batches;
    }

    /// <summary>
    /// Takes a refused batch apart, so that what was refused takes nothing else with it: by version, then the counts
    /// without the samples. Empty when nothing is left to try.
    /// </summary>
    public IReadOnlyList<ObservationBatch> Apart()
    {
        var versions = Counts.Select(count => (count.Source, count.ModelVersion))
            .Concat(Rows.Select(row => (row.Call.Source, row.Call.ModelVersion)))
            .Distinct()
            .ToList();
        if (versions.Count > 1)
        {
            return
            [
                .. versions.Select((version, i) => new ObservationBatch
                {
                    Counts = [.. Counts.Where(count => (count.Source, count.ModelVersion) == version)],
                    Rows = [.. Rows.Where(row => (row.Call.Source, row.Call.ModelVersion) == version)],
                    DroppedSampleCount = i == 0 ? DroppedSampleCount : 0,
                }),
            ];
        }

        return Rows.Count > 0 && Counts.Count > 0
            ? [new ObservationBatch { Counts = Counts, Rows = [], DroppedSampleCount = DroppedSampleCount + Rows.Count }]
            : [];
    }

    private static ObservationBatch Make(Observations seen, int index, List<SampledRow> rows) => new()
    {
        Counts = index == 0 ? seen.Counts : [],
        Rows = rows,
        DroppedSampleCount = index == 0 ? seen.DroppedSampleCount : 0,
    };
}

/// <summary>One chosen row.</summary>
/// <param name="Call">The request it belongs to.</param>
/// <param name="Row">Index of the row among those chosen of the request.</param>
internal readonly record struct SampledRow(SampledCall Call, int Row);
