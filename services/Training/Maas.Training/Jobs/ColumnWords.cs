using Maas.Training.Datasets;

namespace Maas.Training.Jobs;

/// <summary>How kinds and choices are told to a caller.</summary>
internal static class ColumnWords
{
    /// <summary>A kind of column.</summary>
    public static string Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Numeric => "numeric",
        ColumnKind.Categorical => "categorical",
        ColumnKind.Image => "image",
        _ => "text",
    };

    /// <summary>'a' or 'b' or 'c'.</summary>
    public static string Of(IReadOnlyList<string> words) => string.Join(" or ", words.Select(word => $"'{word}'"));
}
