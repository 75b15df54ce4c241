namespace Maas.Training.Search.Spaces;

/// <summary>What the values of a searched parameter are.</summary>
internal static class ParameterKind
{
    /// <summary>Any number from the lowest to the highest.</summary>
    public const string Real = "real";

    /// <summary>Whole numbers from the lowest to the highest, a step apart.</summary>
    public const string Integer = "integer";

    /// <summary>One of several texts, without an order.</summary>
    public const string Categorical = "categorical";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Real, Integer, Categorical];
}
