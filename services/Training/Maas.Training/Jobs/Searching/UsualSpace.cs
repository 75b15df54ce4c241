using Maas.Training.Plans;

namespace Maas.Training.Jobs.Searching;

/// <summary>What is searched, and where, when nobody says.</summary>
internal static class UsualSpace
{
    /// <summary>Algorithms that are worth a try, the simplest first.</summary>
    /// <param name="task">One of <see cref="LearningTask"/>.</param>
    /// <param name="kind">What the features are; one of <see cref="FeatureKind"/>.</param>
    public static IReadOnlyList<string> Algorithms(string task, string kind) => (task, kind) switch
    {
        (LearningTask.Clustering, _) => [Algorithm.KMeans],
        (LearningTask.Recommendation, _) => [Algorithm.MatrixFactorisation],
        (LearningTask.Regression, FeatureKind.Text) => [Algorithm.LinearRegression, Algorithm.Cnn, Algorithm.Rnn],
        (LearningTask.Regression, FeatureKind.Image) => [Algorithm.Mlp, Algorithm.Cnn],
        (LearningTask.Regression, _) => [Algorithm.LinearRegression, Algorithm.GradientBoosting, Algorithm.Mlp],
        (_, FeatureKind.Text) => [Algorithm.LogisticRegression, Algorithm.Cnn, Algorithm.Rnn],
        (_, FeatureKind.Image) => [Algorithm.LogisticRegression, Algorithm.Mlp, Algorithm.Cnn],
        _ => [Algorithm.LogisticRegression, Algorithm.GradientBoosting, Algorithm.Mlp],
    };

    /// <summary>Parameters of an algorithm that matter most; none when it has none that can be searched.</summary>
    public static IReadOnlyList<ParameterChoice> Of(string algorithm, string solver) => algorithm switch
    {
        Algorithm.Mlp => Named("learning_rate", "hidden_units", "batch_size", "dropout_ratio", "weight_decay"),
        Algorithm.Cnn => Named("learning_rate", "channels", "batch_size", "dropout_ratio", "weight_decay"),
        Algorithm.Rnn => Named("learning_rate", "recurrent_cell", "state_units", "batch_size", "dropout_ratio"),
        Algorithm.GradientBoosting => Named("learning_rate", "leaf_count", "min_leaf_rows", "l2_penalty", "feature_ratio", "row_ratio"),
        Algorithm.MatrixFactorisation => Named("l2_penalty", "factor_count"),
        Algorithm.LinearRegression or Algorithm.LogisticRegression =>
            Solver.IsStepwise(solver) ? Named("learning_rate", "l2_penalty", "batch_size") : Named("l2_penalty"),
        _ => [],
    };

    /// <summary>The usual range of a parameter; null when it has none.</summary>
    public static ParameterChoice? Range(string name) => name switch
    {
        "learning_rate" => Numbers(name, 1e-4, 0.1, isLogarithmic: true),
        "l2_penalty" => Numbers(name, 1e-3, 100, isLogarithmic: true),
        "weight_decay" => Numbers(name, 1e-6, 0.1, isLogarithmic: true),
        "dropout_ratio" => Numbers(name, 0, 0.5),
        "hidden_units" => Words(name, "32", "64", "128", "256", "64,64", "128,64", "256,128"),
        "channels" => Words(name, "16,32", "32,64", "16,32,64", "32,64,128"),
        "batch_size" => Words(name, "16", "32", "64", "128"),
        "activation" => Words(name, [.. ActivationFunction.All]),
        "learning_rate_schedule" => Words(name, [.. LearningRateSchedule.All]),
        "recurrent_cell" => Words(name, [.. RecurrentCell.All]),
        "state_units" => Numbers(name, 16, 256, isLogarithmic: true),
        "kernel_size" => Words(name, "3", "5", "7"),
        "token_dimension" => Words(name, "32", "64", "128"),
        "bidirectional" => Words(name, "false", "true"),
        "level_count" => Numbers(name, 1, 3),
        "leaf_count" => Numbers(name, 4, 128, isLogarithmic: true),
        "min_leaf_rows" => Numbers(name, 2, 100, isLogarithmic: true),
        "tree_count" => Numbers(name, 20, 500, isLogarithmic: true),
        "feature_ratio" or "row_ratio" => Numbers(name, 0.4, 1),
        "factor_count" => Numbers(name, 2, 64, isLogarithmic: true),
        "max_gradient_norm" => Numbers(name, 0.1, 10, isLogarithmic: true),
        _ => null,
    };

    private static IReadOnlyList<ParameterChoice> Named(params string[] names) => [.. names.Select(name => Range(name)!)];

    private static ParameterChoice Numbers(string name, double low, double high, bool isLogarithmic = false) =>
        new() { Name = name, Low = low, High = high, IsLogarithmic = isLogarithmic };

    private static ParameterChoice Words(string name, params string[] values) => new() { Name = name, Values = values };
}
