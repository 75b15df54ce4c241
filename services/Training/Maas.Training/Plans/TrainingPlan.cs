namespace Maas.Training.Plans;

/// <summary>
/// Everything a worker needs to train one model, nothing left to decide. Written by the service as
/// <c>plan.json</c>; the same plan, table, seed and machine kind give the same bytes.
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

    /// <summary>Column to predict. Rows without a value in it are left out and counted.</summary>
    public required string TargetColumn { get; init; }

    /// <summary>One of <see cref="LearningTask"/>.</summary>
    public required string Task { get; init; }

    /// <summary>One of <see cref="Algorithm"/>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>
    /// Columns to learn from, one or more, none twice, the target not among them; in the order of the graph's inputs.
    /// </summary>
    public required IReadOnlyList<FeaturePlan> Features { get; init; }

    /// <summary>Share of the rows kept for the test, in [0, 1). 0 trains on all rows.</summary>
    public double TestRatio { get; init; } = 0.2;

    /// <summary>
    /// Weight of half the squared norm of the coefficients beside the summed loss, 0 or more. Linear models only;
    /// the loss of a number is half its squared error.
    /// </summary>
    public double L2Penalty { get; init; }

    /// <summary>Units of each hidden layer of an <see cref="Algorithm.Mlp"/>, each 1 or more.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [64];

    /// <summary>Step size of Adam, above 0.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Passes over the training rows, 1 or more.</summary>
    public int EpochCount { get; init; } = 100;

    /// <summary>Rows per step, 1 or more.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Where all randomness comes from.</summary>
    public long Seed { get; init; }

    /// <summary>Threads of the numeric libraries, 1 or more. Part of what decides the bytes.</summary>
    public int Threads { get; init; } = 1;
}
