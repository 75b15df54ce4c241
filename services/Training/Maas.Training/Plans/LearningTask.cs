namespace Maas.Training.Plans;

/// <summary>What a prediction is.</summary>
public static class LearningTask
{
    /// <summary>A number.</summary>
    public const string Regression = "regression";

    /// <summary>One of two or more classes.</summary>
    public const string Classification = "classification";

    /// <summary>One of some clusters, which are found; there is nothing to predict in the data.</summary>
    public const string Clustering = "clustering";

    /// <summary>What a user gives an item: a number, of two ids.</summary>
    public const string Recommendation = "recommendation";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Regression, Classification, Clustering, Recommendation];

    /// <summary>Whether a number is predicted.</summary>
    public static bool IsNumeric(string task) => task is Regression or Recommendation;
}
