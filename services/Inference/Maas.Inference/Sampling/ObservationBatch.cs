namespace Maas.Inference.Sampling;

/// <summary>One unit of shipping: counted as a whole or not at all, and once however often it is sent.</summary>
internal sealed record ObservationBatch
{
    /// <summary>Samples that the other side takes in one batch, and counts.</summary>
    public const int MaxSamples = 10_000;

    /// <summary>Size of a batch on the wire, roughly, from which on the next one is begun.</summary>
    public const int TargetBytes = 1 << 20;

    /// <summary>Stays the same when it is sent again.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Counts per version and minute.</summary>
    public required IReadOnlyList<OperationCount> Counts { get; init; }

    /// <summary>How versions are held.</summary>
    public required IReadOnlyList<HeldVersion> Held { get; init; }

    /// <summary>Chosen rows.</summary>
    public required IReadOnlyList<SampledRow> Rows { get; init; }

    /// <summary>Samples that were dropped since the batch before.</summary>
    public required long DroppedSampleCount { get; init; }

    /// <summary>Requests that are counted.</summary>
    public long RequestCount => Counts.Sum(count => count.RequestCount);

    /// <summary>Loads of the versions that are held.</summary>
    public long LoadCount => Held.Sum(held => held.Loads.Count);

    /// <summary>Whether there is nothing in it but perhaps a number of samples that were dropped.</summary>
    public bool IsEmpty => Counts.Count == 0 && Held.Count == 0 && Rows.Count == 0;

    /// <summary>
    /// Takes a refused batch apart, so that what was refused takes nothing else with it: by version, then how it is held by itself, then
    /// the counts without the samples. Empty when nothing is left to try.
    /// </summary>
    public IReadOnlyList<ObservationBatch> Apart()
    {
        var versions = Counts.Select(count => (count.Source, count.ModelVersion))
            .Concat(Held.Select(held => (held.Source, held.ModelVersion)))
            .Concat(Rows.Select(row => (row.Call.Source, row.Call.ModelVersion)))
            .Distinct()
            .ToList();
        if (versions.Count > 1)
        {
            return ByVersion(versions);
        }

        if (Held.Count > 0 && (Counts.Count > 0 || Rows.Count > 0))
        {
            return
            [
                new ObservationBatch { Counts = Counts, Held = [], Rows = Rows, DroppedSampleCount = DroppedSampleCount },
                new ObservationBatch { Counts = [], Held = Held, Rows = [], DroppedSampleCount = 0 },
            ];
        }

        return Rows.Count > 0 && Counts.Count > 0
            ? [new ObservationBatch { Counts = Counts, Held = [], Rows = [], DroppedSampleCount = DroppedSampleCount + Rows.Count }]
            : [];
    }

    // Grouped once: there may be as many versions as there are parts.
    private IReadOnlyList<ObservationBatch> ByVersion(List<(string Source, string ModelVersion)> versions)
    {
        var counts = Counts.ToLookup(count => (count.Source, count.ModelVersion));
        var held = Held.ToLookup(held => (held.Source, held.ModelVersion));
        var rows = Rows.ToLookup(row => (row.Call.Source, row.Call.ModelVersion));
        return
        [
            .. versions.Select((version, i) => new ObservationBatch
            {
                Counts = [.. counts[version]],
                Held = [.. held[version]],
                Rows = [.. rows[version]],
                DroppedSampleCount = i == 0 ? DroppedSampleCount : 0,
            }),
        ];
    }
}

/// <summary>One chosen row.</summary>
/// <param name="Call">The request it belongs to.</param>
/// <param name="Row">Index of the row among those chosen of the request.</param>
internal readonly record struct SampledRow(SampledCall Call, int Row);
