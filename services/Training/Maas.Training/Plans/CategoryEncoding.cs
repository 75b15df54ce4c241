namespace Maas.Training.Plans;

/// <summary>How a category becomes numbers. Statistics are those of the training rows alone.</summary>
public static class CategoryEncoding
{
    /// <summary>One indicator per category; zeros for one that was never seen.</summary>
    public const string OneHot = "one-hot";

    /// <summary>Its place among the categories in ordinal order, from 0; -1 for one that was never seen.</summary>
    public const string Ordinal = "ordinal";

    /// <summary>Share of the rows that have it; 0 for one that was never seen.</summary>
    public const string Frequency = "frequency";

    /// <summary>
    /// What the target is on average where it stands, smoothed. Training rows get the average of other rows, so that no row's
    /// own target is told to the model.
    /// </summary>
    public const string Target = "target";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [OneHot, Ordinal, Frequency, Target];
}
