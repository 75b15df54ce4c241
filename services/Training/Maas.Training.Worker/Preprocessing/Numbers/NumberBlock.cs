namespace Maas.Training.Worker.Preprocessing.Numbers;

/// <summary>All numeric columns, side by side, so that each step is one node however many there are.</summary>
internal sealed record NumberBlock
{
    /// <summary>In the order of the plan; may be none.</summary>
    public required IReadOnlyList<NumberPreparation> Columns { get; init; }

    /// <summary>Tells what is missing from the other columns. Null when none is filled so.</summary>
    public PredictedNumbers? PredictedFill { get; init; }

    /// <summary>One of <see cref="Plans.RowNormalization"/>, last of all steps.</summary>
    public string RowNormalization { get; init; } = Plans.RowNormalization.None;

    /// <summary>Names of the features: the columns, then what tells which were missing.</summary>
    public IReadOnlyList<string> FeatureNames =>
    [
        .. Columns.Select(column => column.Column),
        .. Columns.Where(column => column.HasMissingIndicator).Select(column => $"{column.Column}:missing"),
    ];

    /// <summary>The raw column that each of them is made of.</summary>
    public IEnumerable<string> FeatureColumns =>
        Columns.Concat(Columns.Where(column => column.HasMissingIndicator)).Select(column => column.Column);
}

/// <summary>
/// A numeric column: NaN becomes <see cref="Fill"/>, what is out of bounds the bound, then it is transformed, then
/// (x - <see cref="Offset"/>) * <see cref="Factor"/>.
/// </summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Fill">Stands in for a missing value. Finite.</param>
/// <param name="Offset">Finite; 0 when not scaled.</param>
/// <param name="Factor">Finite; 1 when not scaled, 0 for a scaled column without spread.</param>
internal sealed record NumberPreparation(string Column, float Fill, double Offset, double Factor)
{
    /// <summary>Smallest value that is let through.</summary>
    public float Low { get; init; } = float.NegativeInfinity;

    /// <summary>Largest value that is let through.</summary>
    public float High { get; init; } = float.PositiveInfinity;

    /// <summary>Whether x becomes sign(x) * log(1 + |x|).</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>When there are any, x becomes how many of them are below it. Ascending, distinct.</summary>
    public IReadOnlyList<float> BinEdges { get; init; } = [];

    /// <summary>Whether a feature of its own tells that it was missing.</summary>
    public bool HasMissingIndicator { get; init; }
}
