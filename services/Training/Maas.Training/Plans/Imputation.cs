namespace Maas.Training.Plans;

/// <summary>What stands in for a missing value. Statistics are those of the training rows alone.</summary>
public static class Imputation
{
    /// <summary>Arithmetic mean. Numeric.</summary>
    public const string Mean = "mean";

    /// <summary>Median, halfway between the two middle values of an even count. Numeric.</summary>
    public const string Median = "median";

    /// <summary>Smallest value. Numeric.</summary>
    public const string Min = "min";

    /// <summary>Largest value. Numeric.</summary>
    public const string Max = "max";

    /// <summary>
    /// What the other features say of it, over the rows that have it: of numbers the numeric ones, by least squares; of categories the numeric
    /// and categorical ones, by logistic regression. Both kinds.
    /// </summary>
    public const string Predicted = "predicted";

    /// <summary>
    /// Rows without a value are not learnt from; when the model is served, the mean or the most frequent value stands in. Both kinds.
    /// </summary>
    public const string Drop = "drop";

    /// <summary>Most frequent value; of several, the smallest or the first in ordinal order. Both kinds.</summary>
    public const string MostFrequent = "most-frequent";

    /// <summary>A value given by the user. Both kinds.</summary>
    public const string Constant = "constant";

    /// <summary>Those that go with <see cref="FeatureKind.Numeric"/>.</summary>
    public static IReadOnlyList<string> Numeric { get; } = [Mean, Median, Min, Max, MostFrequent, Constant, Predicted, Drop];

    /// <summary>Those that go with <see cref="FeatureKind.Categorical"/>.</summary>
    public static IReadOnlyList<string> Categorical { get; } = [MostFrequent, Constant, Predicted, Drop];

    /// <summary>Those that go with a user or an item.</summary>
    public static IReadOnlyList<string> Ids { get; } = [MostFrequent, Constant, Drop];

    /// <summary>Most numbers that <see cref="Predicted"/> looks at: numeric columns, and categories one by one.</summary>
    public const int MaxPredictors = 1000;

    /// <summary>Most categories of a column that <see cref="Predicted"/> chooses from.</summary>
    public const int MaxPredictedCategories = 100;
}
