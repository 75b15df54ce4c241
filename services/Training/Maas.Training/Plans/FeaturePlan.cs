namespace Maas.Training.Plans;

/// <summary>How one column of the table becomes numbers.</summary>
public sealed record FeaturePlan
{
    /// <summary>Name of the column and of the graph's input.</summary>
    public required string Column { get; init; }

    /// <summary>One of <see cref="FeatureKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="Plans.Imputation"/> that goes with <see cref="Kind"/>.</summary>
    public required string Imputation { get; init; }

    /// <summary>
    /// The stand-in for <see cref="Plans.Imputation.Constant"/>: for a numeric column a finite number in invariant
    /// form, for a categorical one any text.
    /// </summary>
    public string ImputationConstant { get; init; } = "";

    /// <summary>Numeric: one of <see cref="Plans.Outliers"/>.</summary>
    public string Outliers { get; init; } = Plans.Outliers.None;

    /// <summary>Numeric: one of <see cref="Plans.OutlierAction"/>.</summary>
    public string OutlierAction { get; init; } = Plans.OutlierAction.Clip;

    /// <summary>Numeric: one of <see cref="NumericTransform"/>.</summary>
    public string Transform { get; init; } = NumericTransform.None;

    /// <summary>Numeric: bins of <see cref="NumericTransform.QuantileBins"/>, 2 or more.</summary>
    public int BinCount { get; init; } = 10;

    /// <summary>Numeric: whether a feature of its own tells that the value was missing.</summary>
    public bool HasMissingIndicator { get; init; }

    /// <summary>Categorical: one of <see cref="CategoryEncoding"/>.</summary>
    public string Encoding { get; init; } = CategoryEncoding.OneHot;

    /// <summary>Text: how its words become numbers.</summary>
    public TextPlan Text { get; init; } = new();

    /// <summary>Image: how its pixels become numbers.</summary>
    public ImagePlan Image { get; init; } = new();

    /// <summary>One of <see cref="Plans.Scaling"/>; of a categorical column <see cref="Plans.Scaling.None"/>.</summary>
    public string Scaling { get; init; } = Plans.Scaling.None;
}
