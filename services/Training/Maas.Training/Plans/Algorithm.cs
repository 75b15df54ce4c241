namespace Maas.Training.Plans;

/// <summary>How a model is fitted.</summary>
public static class Algorithm
{
    /// <summary>Least squares, solved exactly. Regression.</summary>
    public const string LinearRegression = "linear-regression";

    /// <summary>Logistic regression of two or more classes, by L-BFGS. Classification.</summary>
    public const string LogisticRegression = "logistic-regression";

    /// <summary>Multilayer perceptron, by Adam. Both tasks.</summary>
    public const string Mlp = "mlp";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [LinearRegression, LogisticRegression, Mlp];

    /// <summary>Whether the algorithm can learn the task.</summary>
    public static bool Learns(string algorithm, string task) => algorithm switch
    {
        LinearRegression => task == LearningTask.Regression,
        LogisticRegression => task == LearningTask.Classification,
        Mlp => task is LearningTask.Regression or LearningTask.Classification,
        _ => false,
    };
}
