namespace Maas.Training.Plans;

/// <summary>What a prediction is.</summary>
public static class LearningTask
{
    /// <summary>A number.</summary>
    public const string Regression = "regression";

    /// <summary>One of two or more classes.</summary>
    public const string Classification = "classification";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Regression, Classification];
}
