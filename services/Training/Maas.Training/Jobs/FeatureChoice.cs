using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>
/// How one column becomes numbers; empty words as long as it is not decided, and for what does not go with the kind of the column.
/// </summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Imputation">One of <see cref="Plans.Imputation"/>.</param>
/// <param name="ImputationConstant">The stand-in, as text.</param>
/// <param name="Scaling">Numeric: one of <see cref="Plans.Scaling"/>.</param>
internal sealed record FeatureChoice(
    string Column, string Imputation = "", string ImputationConstant = "", string Scaling = "")
{
    /// <summary>Numeric: one of <see cref="Plans.Outliers"/>.</summary>
    public string Outliers { get; init; } = "";

    /// <summary>Numeric: one of <see cref="Plans.OutlierAction"/>.</summary>
    public string OutlierAction { get; init; } = "";

    /// <summary>Numeric: one of <see cref="Plans.NumericTransform"/>.</summary>
    public string Transform { get; init; } = "";

    /// <summary>Numeric: bins of <see cref="Plans.NumericTransform.QuantileBins"/>.</summary>
    public int? BinCount { get; init; }

    /// <summary>Numeric: whether a feature of its own tells that it was missing.</summary>
    public bool HasMissingIndicator { get; init; }

    /// <summary>Categorical: one of <see cref="Plans.CategoryEncoding"/>. Text: one of <see cref="Plans.TextEncoding"/>.</summary>
    public string Encoding { get; init; } = "";

    /// <summary>Text: whether case is kept.</summary>
    public bool IsCaseSensitive { get; init; }

    /// <summary>Text: most words of a term.</summary>
    public int? MaxNgram { get; init; }

    /// <summary>Text: texts that a term must stand in.</summary>
    public int? MinDocuments { get; init; }

    /// <summary>Text: most terms.</summary>
    public int? MaxTerms { get; init; }

    /// <summary>Text: words that are looked at.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Image: how its pixels become numbers; null as long as it is not decided.</summary>
    public ImagePlan? Image { get; init; }

    /// <summary>Whether the column is cut into words.</summary>
    public bool IsText => Plans.TextEncoding.All.Contains(Encoding);
}
