using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>All hyperparameters.</summary>
internal static class KnobFields
{
    /// <summary>In the order of the contract.</summary>
    public static IReadOnlyList<KnobField> All { get; } =
    [
        KnobField.Real("l2_penalty", knobs => knobs.L2Penalty, (knobs, value) => knobs with { L2Penalty = value }, (algorithm, _) => algorithm is
            Algorithm.LinearRegression or Algorithm.LogisticRegression or Algorithm.GradientBoosting or Algorithm.MatrixFactorisation),
        KnobField.Sizes("hidden_units", knobs => knobs.HiddenUnits, (knobs, value) => knobs with { HiddenUnits = value }, IsNetwork),
        KnobField.Real("learning_rate", knobs => knobs.LearningRate, (knobs, value) => knobs with { LearningRate = value },
            (algorithm, isStepwise) => isStepwise || algorithm == Algorithm.GradientBoosting),
        KnobField.Integer("epoch_count", knobs => knobs.EpochCount, (knobs, value) => knobs with { EpochCount = value },
            (algorithm, isStepwise) => isStepwise || algorithm == Algorithm.MatrixFactorisation),
        KnobField.Integer("batch_size", knobs => knobs.BatchSize, (knobs, value) => knobs with { BatchSize = value }, IsStepwise),
        KnobField.Word("solver", knobs => knobs.Solver, (knobs, value) => knobs with { Solver = value }, (algorithm, _) => Solver.Of(algorithm).Count > 0),
        KnobField.Word("learning_rate_schedule", knobs => knobs.Schedule, (knobs, value) => knobs with { Schedule = value }, IsStepwise),
        KnobField.Real("weight_decay", knobs => knobs.WeightDecay, (knobs, value) => knobs with { WeightDecay = value }, IsNetwork),
        KnobField.Real("max_gradient_norm", knobs => knobs.MaxGradientNorm, (knobs, value) => knobs with { MaxGradientNorm = value }, IsStepwise),
        KnobField.Word("activation", knobs => knobs.Activation, (knobs, value) => knobs with { Activation = value }, IsNetwork),
        KnobField.Real("dropout_ratio", knobs => knobs.DropoutRatio, (knobs, value) => knobs with { DropoutRatio = value }, IsNetwork),
        KnobField.Sizes("channels", knobs => knobs.Channels, (knobs, value) => knobs with { Channels = value }, Of(Algorithm.Cnn)),
        KnobField.Integer("kernel_size", knobs => knobs.KernelSize, (knobs, value) => knobs with { KernelSize = value }, Of(Algorithm.Cnn)),
        KnobField.Word("recurrent_cell", knobs => knobs.Cell, (knobs, value) => knobs with { Cell = value }, Of(Algorithm.Rnn)),
        KnobField.Integer("state_units", knobs => knobs.StateUnits, (knobs, value) => knobs with { StateUnits = value }, Of(Algorithm.Rnn)),
        KnobField.Integer("level_count", knobs => knobs.Levels, (knobs, value) => knobs with { Levels = value }, Of(Algorithm.Rnn)),
        KnobField.Flag("bidirectional", knobs => knobs.IsBidirectional, (knobs, value) => knobs with { IsBidirectional = value }, Of(Algorithm.Rnn)),
        KnobField.Integer("token_dimension", knobs => knobs.TokenDimension, (knobs, value) => knobs with { TokenDimension = value }, IsSequential),
        KnobField.Integer("step_width", knobs => knobs.StepWidth, (knobs, value) => knobs with { StepWidth = value }, IsSequential),
        KnobField.Integer("tree_count", knobs => knobs.TreeCount, (knobs, value) => knobs with { TreeCount = value }, Of(Algorithm.GradientBoosting)),
        KnobField.Integer("leaf_count", knobs => knobs.LeafCount, (knobs, value) => knobs with { LeafCount = value }, Of(Algorithm.GradientBoosting)),
        KnobField.Integer("min_leaf_rows", knobs => knobs.MinLeafRows, (knobs, value) => knobs with { MinLeafRows = value }, Of(Algorithm.GradientBoosting)),
        KnobField.Real("feature_ratio", knobs => knobs.FeatureRatio, (knobs, value) => knobs with { FeatureRatio = value }, Of(Algorithm.GradientBoosting)),
        KnobField.Real("row_ratio", knobs => knobs.RowRatio, (knobs, value) => knobs with { RowRatio = value }, Of(Algorithm.GradientBoosting)),
        KnobField.Integer("cluster_count", knobs => knobs.ClusterCount, (knobs, value) => knobs with { ClusterCount = value }, Of(Algorithm.KMeans)),
        KnobField.Integer("factor_count", knobs => knobs.FactorCount, (knobs, value) => knobs with { FactorCount = value }, Of(Algorithm.MatrixFactorisation)),
    ];

    /// <summary>The one of a name; null when there is none.</summary>
    public static KnobField? Find(string name) => All.FirstOrDefault(field => field.Name == name);

    private static bool IsNetwork(string algorithm, bool isStepwise) => Algorithm.IsNetwork(algorithm);

    private static bool IsStepwise(string algorithm, bool isStepwise) => isStepwise;

    private static bool IsSequential(string algorithm, bool isStepwise) => algorithm is Algorithm.Cnn or Algorithm.Rnn;

    private static Func<string, bool, bool> Of(string only) => (algorithm, _) => algorithm == only;
}
