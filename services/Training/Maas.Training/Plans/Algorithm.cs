namespace Maas.Training.Plans;

/// <summary>How a model is fitted.</summary>
public static class Algorithm
{
    /// <summary>Least squares. Regression.</summary>
    public const string LinearRegression = "linear-regression";

    /// <summary>Logistic regression of two or more classes. Classification.</summary>
    public const string LogisticRegression = "logistic-regression";

    /// <summary>Multilayer perceptron. Both tasks.</summary>
    public const string Mlp = "mlp";

    /// <summary>Convolutional network over images, the words of a text, or numbers in a row. Both tasks.</summary>
    public const string Cnn = "cnn";

    /// <summary>Recurrent network over the words of a text or numbers in a row. Both tasks.</summary>
    public const string Rnn = "rnn";

    /// <summary>Trees that are learnt one after the other, each on what those before it leave wrong. Both tasks.</summary>
    public const string GradientBoosting = "gradient-boosting";

    /// <summary>Clusters by the nearest of their middles. Clustering.</summary>
    public const string KMeans = "k-means";

    /// <summary>A few numbers for each user and each item, whose products tell what one gives the other. Recommendation.</summary>
    public const string MatrixFactorisation = "matrix-factorisation";

    /// <summary>No algorithm but the search for one.</summary>
    public const string Auto = "auto";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [LinearRegression, LogisticRegression, Mlp, Cnn, Rnn, GradientBoosting, KMeans, MatrixFactorisation];

    /// <summary>Whether the algorithm can learn the task.</summary>
    public static bool Learns(string algorithm, string task) => algorithm switch
    {
        LinearRegression => task == LearningTask.Regression,
        LogisticRegression => task == LearningTask.Classification,
        Mlp or Cnn or Rnn or GradientBoosting => task is LearningTask.Regression or LearningTask.Classification,
        KMeans => task == LearningTask.Clustering,
        MatrixFactorisation => task == LearningTask.Recommendation,
        _ => false,
    };

    /// <summary>Whether it is a network.</summary>
    public static bool IsNetwork(string algorithm) => algorithm is Mlp or Cnn or Rnn;

    /// <summary>Whether its weights are learnt by torch, step by step, which a GPU can do; all else is computed on the CPU.</summary>
    public static bool LearnsInSteps(string algorithm, string solver) => IsNetwork(algorithm) || Solver.IsStepwise(solver);

    /// <summary>Says of what is not learnt in steps that no GPU is used for it.</summary>
    public static string OnCpuAlone(string algorithm, string solver) =>
        $"'{algorithm}'{(solver.Length > 0 ? $" with the solver '{solver}'" : "")} is computed on the CPU.";

    /// <summary>Whether it learns in epochs, which can be compared and ended early; a tree per class is one too, and so is a sweep.</summary>
    public static bool LearnsInEpochs(string algorithm, string solver) =>
        IsNetwork(algorithm) || algorithm is GradientBoosting or MatrixFactorisation || Solver.IsStepwise(solver);
}
