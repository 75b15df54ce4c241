namespace Maas.Training.Worker.Preprocessing;

/// <summary>
/// How raw columns become one row of numbers, with every statistic fitted: numeric features first, then the
/// indicators of the categorical ones, each group in the order of the plan.
/// </summary>
internal sealed record Preparation
{
    /// <summary>One column of output each.</summary>
    public required IReadOnlyList<NumericPreparation> Numeric { get; init; }

    /// <summary>One column of output per category.</summary>
    public required IReadOnlyList<CategoricalPreparation> Categorical { get; init; }

    /// <summary>Names of the output's columns: <c>bmi</c>, <c>species=setosa</c>.</summary>
    public IReadOnlyList<string> FeatureNames => field ??=
    [
        .. Numeric.Select(n => n.Column),
        .. Categorical.SelectMany(c => c.Categories.Select(category => $"{c.Column}={category}")),
    ];

    /// <summary>Columns of the output.</summary>
    public int Width => FeatureNames.Count;
}

/// <summary>
/// A numeric column: NaN becomes <see cref="Fill"/>, then (x - <see cref="Offset"/>) * <see cref="Factor"/>.
/// </summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Fill">Stands in for a missing value. Finite.</param>
/// <param name="Offset">Finite; 0 when not scaled.</param>
/// <param name="Factor">Finite; 1 when not scaled, 0 for a scaled column without spread.</param>
internal sealed record NumericPreparation(string Column, float Fill, double Offset, double Factor);

/// <summary>A categorical column: empty becomes <see cref="Fill"/>, then one indicator per category.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Fill">Stands in for a missing value.</param>
/// <param name="Categories">Distinct, ordinal order, at least one. Any other value gives zeros.</param>
internal sealed record CategoricalPreparation(string Column, string Fill, IReadOnlyList<string> Categories);
