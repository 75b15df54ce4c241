namespace Maas.Training.Profiles;

/// <summary>How two numeric columns go together; null when one has no spread over the common rows.</summary>
/// <param name="Left">First column.</param>
/// <param name="Right">Second column.</param>
/// <param name="Pearson">Over rows where both are present.</param>
internal sealed record Correlation(string Left, string Right, double? Pearson)
{
    /// <summary>Of average ranks, over sampled rows where both are present.</summary>
    public double? Spearman { get; init; }

    /// <summary>Divisor n - 1; null with fewer than 2 common rows.</summary>
    public double? Covariance { get; init; }
}

/// <summary>How two categorical columns go together.</summary>
/// <param name="Left">First column.</param>
/// <param name="Right">Second column.</param>
/// <param name="CramersV">Bias-corrected; null when one has a single value over the common rows.</param>
internal sealed record CategoryAssociation(string Left, string Right, double? CramersV);

/// <summary>How much a category tells of a number.</summary>
/// <param name="Category">The categorical column.</param>
/// <param name="Number">The numeric column.</param>
/// <param name="Eta">Correlation ratio; null without spread or with a single category.</param>
internal sealed record CategoryEffect(string Category, string Number, double? Eta);
