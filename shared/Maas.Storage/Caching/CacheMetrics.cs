using System.Diagnostics.Metrics;

namespace Maas.Storage.Caching;

/// <summary>What the artifact cache counts. Thread-safe.</summary>
public sealed class CacheMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Maas.Storage";

    private readonly Counter<long> _reads;
    private readonly Counter<long> _writes;

    /// <summary>Makes the instruments.</summary>
    public CacheMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _reads = meter.CreateCounter<long>(
            "maas.storage.cache.reads", "{chunk}", "Chunks looked for, by outcome: hit, miss, corrupt, error.");
        _writes = meter.CreateCounter<long>("maas.storage.cache.writes", "{chunk}", "Chunks written, by outcome: stored, error.");
    }

    internal void Hit() => Count(_reads, "hit");

    internal void Missed() => Count(_reads, "miss");

    internal void FoundCorrupt() => Count(_reads, "corrupt");

    internal void ReadFailed() => Count(_reads, "error");

    internal void Stored() => Count(_writes, "stored");

    internal void WriteFailed() => Count(_writes, "error");

    private static void Count(Counter<long> counter, string outcome) =>
        counter.Add(1, new KeyValuePair<string, object?>("maas.outcome", outcome));
}
