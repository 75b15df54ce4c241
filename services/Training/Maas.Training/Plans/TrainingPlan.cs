namespace Maas.Training.Plans;

/// <summary>
/// Everything a worker needs to train one model, nothing left to decide. Written by the service as
/// <c>plan.json</c>; the same plan, table, seed and machine kind give the same bytes on the CPU.
/// </summary>
public sealed record TrainingPlan
{
    /// <summary>Path of the table (Parquet): numbers as DOUBLE, all else as VARCHAR; NULL is missing.</summary>
    public required string TablePath { get; init; }

    /// <summary>
    /// Name of the table's content, e.g. its SHA-256. Decides with <see cref="Seed"/> and the row number which
    /// rows are tested on.
    /// </summary>
    public required string DatasetFingerprint { get; init; }

    /// <summary>Column to predict. Rows without a value in it are left out and counted. Empty for <see cref="LearningTask.Clustering"/>.</summary>
    public required string TargetColumn { get; init; }

    /// <summary>One of <see cref="LearningTask"/>.</summary>
    public required string Task { get; init; }

    /// <summary>One of <see cref="Algorithm"/>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>
    /// Columns to learn from, one or more, none twice, the target not among them; in the order of the graph's inputs.
    /// </summary>
    public required IReadOnlyList<FeaturePlan> Features { get; init; }

    /// <summary>One of <see cref="Plans.RowNormalization"/>, over the prepared numeric columns.</summary>
    public string RowNormalization { get; init; } = Plans.RowNormalization.None;

    /// <summary>Whether of rows that are the same in all features and the target only the first takes part.</summary>
    public bool DropDuplicates { get; init; }

    /// <summary>One of <see cref="Plans.SplitMethod"/>.</summary>
    public string SplitMethod { get; init; } = Plans.SplitMethod.Random;

    /// <summary>Column that <see cref="SplitMethod"/> goes by; empty when it goes by none.</summary>
    public string SplitColumn { get; init; } = "";

    /// <summary>Share of the rows kept for the test, in [0, 1). 0 trains on all rows.</summary>
    public double TestRatio { get; init; } = 0.2;

    /// <summary>
    /// Share of the other rows that epochs are compared on, in [0, 1); they are not learnt from. 0 keeps none.
    /// </summary>
    public double ValidationRatio { get; init; }

    /// <summary>Folds of a cross-validation over the rows that are not tested on, beside the model itself; 2 or more, 0 for none.</summary>
    public int FoldCount { get; init; }

    /// <summary>
    /// Weight of half the squared norm of the coefficients, or of the values of a tree's leaves, or of the factors, beside the summed loss, 0 or more. Linear
    /// models, trees and, above 0, factors only; the loss of a number is half its squared error.
    /// </summary>
    public double L2Penalty { get; init; }

    /// <summary>What a network is made of.</summary>
    public NetworkPlan Network { get; init; } = new();

    /// <summary>How trees are grown.</summary>
    public BoostingPlan Boosting { get; init; } = new();

    /// <summary><see cref="Algorithm.KMeans"/>: clusters, 2 or more; 0 takes that of 2 to 10 with the best silhouette.</summary>
    public int ClusterCount { get; init; }

    /// <summary><see cref="Algorithm.MatrixFactorisation"/>: numbers of a user and of an item, beside what each gives in all; 1 or more.</summary>
    public int FactorCount { get; init; }

    /// <summary>How weights are learnt step by step.</summary>
    public LearningPlan Learning { get; init; } = new();

    /// <summary>How much the rows of a class count; one of <see cref="Plans.ClassWeighting"/>.</summary>
    public string ClassWeighting { get; init; } = Plans.ClassWeighting.None;

    /// <summary>Classification: one of <see cref="CalibrationMethod"/>.</summary>
    public string Calibration { get; init; } = CalibrationMethod.None;

    /// <summary>Two classes: one of <see cref="Plans.DecisionMetric"/>.</summary>
    public string DecisionMetric { get; init; } = Plans.DecisionMetric.None;

    /// <summary>Whether it is compared with others: then every epoch is told and the artifact is timed.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Whether the end of the learning of a network is kept as a checkpoint: the same plan goes on from it to variants, without learning.</summary>
    public bool KeepsCheckpoint { get; init; }

    /// <summary>
    /// Seconds from the start of the worker after which it learns no more and exports what it has, at least one step of it; 0 takes all the time
    /// that is needed. When it strikes, machines of other speed give other bytes.
    /// </summary>
    public double MaxLearningSeconds { get; init; }

    /// <summary>Smaller models to make of a network, no name twice.</summary>
    public IReadOnlyList<VariantPlan> Variants { get; init; } = [];

    /// <summary>One of <see cref="Plans.DevicePolicy"/>.</summary>
    public string DevicePolicy { get; init; } = Plans.DevicePolicy.GpuPreferred;

    /// <summary>Where all randomness comes from.</summary>
    public long Seed { get; init; }

    /// <summary>Threads of the numeric libraries, 1 or more. Part of what decides the bytes.</summary>
    public int Threads { get; init; } = 1;
}
