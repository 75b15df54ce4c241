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

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [LinearRegression, LogisticRegression, Mlp, Cnn, Rnn];

    /// <summary>Whether the algorithm can learn the task.</summary>
    public static bool Learns(string algorithm, string task) => algorithm switch
    {
        LinearRegression => task == LearningTask.Regression,
        LogisticRegression => task == LearningTask.Classification,
        Mlp or Cnn or Rnn => task is LearningTask.Regression or LearningTask.Classification,
        _ => false,
    };

    /// <summary>Whether it is a network.</summary>
    public static bool IsNetwork(string algorithm) => algorithm is Mlp or Cnn or Rnn;
}
