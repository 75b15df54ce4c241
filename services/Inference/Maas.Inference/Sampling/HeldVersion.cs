using Maas.Inference.Residency;

namespace Maas.Inference.Sampling;

/// <summary>How this replica holds one version, for one of the names that it answers to. Immutable.</summary>
internal sealed record HeldVersion
{
    // Numbers, tags and lengths on the wire.
    private const int Overhead = 48;

    /// <summary>As <see cref="OperationCount.Source"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The version, <c>models/{model}/versions/{n}</c>.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Where it runs, or ran last: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>What it takes in memory, in bytes, as measured when it was loaded; 0 while it is not there.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Loads since it was told before.</summary>
    public required LoadTotal Loads { get; init; }

    /// <summary>Size on the wire, roughly, in bytes.</summary>
    public int SizeBytes => Overhead + Source.Length + ModelVersion.Length + Device.Length;
}
