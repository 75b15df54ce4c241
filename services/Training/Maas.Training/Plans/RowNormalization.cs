namespace Maas.Training.Plans;

/// <summary>What every row of the prepared numeric columns is divided by; a row of zeros by nothing.</summary>
public static class RowNormalization
{
    /// <summary>Nothing.</summary>
    public const string None = "none";

    /// <summary>The sum of its magnitudes.</summary>
    public const string L1 = "l1";

    /// <summary>Its Euclidean length.</summary>
    public const string L2 = "l2";

    /// <summary>Its largest magnitude.</summary>
    public const string Max = "max";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [None, L1, L2, Max];
}
