using System.Collections.Concurrent;

namespace Maas.EndToEnd.Tests.Resilience;

/// <summary>What the services have acknowledged: all of it must be there at the end. Thread-safe.</summary>
internal sealed class Ledger
{
    /// <summary>Version names in the order they were acknowledged.</summary>
    public ConcurrentQueue<string> Versions { get; } = new();

    /// <summary>Where the alias was sent, in the order it was acknowledged.</summary>
    public ConcurrentQueue<string> AliasTargets { get; } = new();

    public ConcurrentQueue<string> DatasetVersions { get; } = new();

    public ConcurrentQueue<string> Jobs { get; } = new();

    public long IngestedRequests;

    public long Predictions;

    /// <summary>Predictions that failed while no one had killed Inference.</summary>
    public ConcurrentQueue<string> UnexpectedFailures { get; } = new();
}
