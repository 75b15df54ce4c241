namespace Maas.Training.Search.Stopping;

/// <summary>Rules by which trials are stopped before their end.</summary>
internal static class StoppingRule
{
    /// <summary>None is.</summary>
    public const string None = "none";

    /// <summary>Those that are not among the best of their rung; see <see cref="AshaRule"/>.</summary>
    public const string Asha = "asha";

    /// <summary>Those that are worse than half of the others; see <see cref="MedianRule"/>.</summary>
    public const string Median = "median";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [None, Asha, Median];
}
