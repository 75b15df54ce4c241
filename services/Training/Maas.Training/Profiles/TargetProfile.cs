namespace Maas.Training.Profiles;

/// <summary>What is known of a column as the one to predict.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Associations">Every other column, in the order of the table.</param>
internal sealed record TargetProfile(string Column, IReadOnlyList<TargetAssociation> Associations)
{
    /// <summary>Rows of the rarest value; 0 for numbers.</summary>
    public long RarestCount { get; init; }

    /// <summary>The rarest value.</summary>
    public string RarestValue { get; init; } = "";
}

/// <summary>How a column goes together with the target, over rows where both are present.</summary>
/// <param name="Column">The column.</param>
/// <param name="Measure">See <see cref="AssociationMeasure"/>; empty when there is none for the kinds.</param>
/// <param name="Value">Null when one side has no spread, or without a measure.</param>
internal sealed record TargetAssociation(string Column, string Measure, double? Value);

/// <summary>Names of the measures, as they stand on the wire.</summary>
internal static class AssociationMeasure
{
    /// <summary>Two numbers, in [-1, 1].</summary>
    public const string Pearson = "pearson";

    /// <summary>Two categories, in [0, 1].</summary>
    public const string CramersV = "cramers-v";

    /// <summary>A category and a number, in [0, 1].</summary>
    public const string CorrelationRatio = "correlation-ratio";
}
