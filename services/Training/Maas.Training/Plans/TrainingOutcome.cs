using System.Diagnostics.CodeAnalysis;

namespace Maas.Training.Plans;

/// <summary>What came out of a training; <c>result.json</c> in the job folder. All numbers are finite.</summary>
public sealed record TrainingOutcome
{
    /// <summary>Measured on the exported artifact by ONNX Runtime: <c>train.r2</c>, <c>test.log_loss</c>, …</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>
    /// Row-major counts, true class by row, predicted class by column, on test rows (training rows when there are
    /// none), in the order of the signature's class labels; empty for regression.
    /// </summary>
    public required IReadOnlyList<long> Confusion { get; init; }

    /// <summary>Largest absolute difference of trainer and artifact: probabilities or standardised values.</summary>
    public double ParityError { get; init; }

    /// <summary>Rows and edge cases that were compared for it.</summary>
    public long ParityRowCount { get; init; }

    /// <summary>Rows the model learned from.</summary>
    public required long TrainRowCount { get; init; }

    /// <summary>Rows that epochs were compared on.</summary>
    public long ValidationRowCount { get; init; }

    /// <summary>Rows it was tested on.</summary>
    public required long TestRowCount { get; init; }

    /// <summary>Rows left out because their target is missing.</summary>
    public required long DroppedRowCount { get; init; }

    /// <summary>Mean loss per row of every epoch, in order; empty for exact solvers.</summary>
    public required IReadOnlyList<double> EpochLosses { get; init; }

    /// <summary>Mean loss per validation row after every epoch, in order; empty without such rows.</summary>
    public IReadOnlyList<double> ValidationLosses { get; init; } = [];

    /// <summary>The epoch whose weights were kept, from 1; 0 for exact solvers.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Weights of a linear model, in the units of the prepared features; empty for others.</summary>
    public required IReadOnlyList<CoefficientOutcome> Coefficients { get; init; }

    /// <summary>What each column is worth to the artifact, in the order of the plan; empty where it cannot be told.</summary>
    public IReadOnlyList<ImportanceOutcome> Importances { get; init; } = [];

    /// <summary>Name in <see cref="Metrics"/> of what falls when a column is shuffled; empty without importances.</summary>
    public string ImportanceMetric { get; init; } = "";

    /// <summary>Rows that importances were measured on; 0 without any, and from a worker of an earlier release, which did not say.</summary>
    public long ImportanceRowCount { get; init; }

    /// <summary>How much each column moves the answers of a linear or tree model, in the order of the plan; empty for others.</summary>
    public IReadOnlyList<ContributionOutcome> Contributions { get; init; } = [];

    /// <summary>Rows that contributions are the mean of; 0 without any, and from a worker of an earlier release, which did not say.</summary>
    public long ContributionRowCount { get; init; }

    /// <summary>What became of the variants, in the order of the plan.</summary>
    public IReadOnlyList<VariantOutcome> Variants { get; init; } = [];

    /// <summary>Inputs and outputs of the artifact and their meaning.</summary>
    public required SignatureOutcome Signature { get; init; }

    /// <summary>Inputs with the outputs the artifact gives for them.</summary>
    public required IReadOnlyList<GoldenOutcome> GoldenExamples { get; init; }

    /// <summary>What it was trained on: <c>cpu</c>, or <c>cuda:0</c>. A worker of an earlier release knew the CPU alone, and does not say.</summary>
    [AllowNull]
    public string Device { get => field ?? "cpu"; init; }

    /// <summary>Sentence for a person: why that was not a GPU although none was ruled out; empty otherwise.</summary>
    [AllowNull]
    public string DeviceNote { get => field ?? ""; init; }

    /// <summary>Wall-clock time of the fit itself.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Median time of the artifact for one row, in seconds; 0 when it was not timed.</summary>
    public double LatencyP50Seconds { get; init; }

    /// <summary>95th percentile of it.</summary>
    public double LatencyP95Seconds { get; init; }

    /// <summary>Size of <c>model.onnx</c>.</summary>
    public required long ModelSizeBytes { get; init; }

    /// <summary>SHA-256 of <c>model.onnx</c>, 64 lower-case hex digits.</summary>
    public required string ModelSha256 { get; init; }
}

/// <summary>One weight of a linear model.</summary>
/// <param name="Feature">
/// Prepared feature, e.g. <c>bmi</c> or <c>species=setosa</c>; <c>(intercept)</c> for the constant.
/// </param>
/// <param name="ClassLabel">Class it speaks for; empty for regression.</param>
/// <param name="Value">The weight.</param>
public sealed record CoefficientOutcome(string Feature, string ClassLabel, double Value);

/// <summary>What a column is worth to a model.</summary>
/// <param name="Column">The raw column.</param>
/// <param name="Mean">What the metric falls by when the column is shuffled among the rows, mean of the repeats; about 0 is worth nothing.</param>
/// <param name="Deviation">Population standard deviation of the repeats.</param>
public sealed record ImportanceOutcome(string Column, double Mean, double Deviation);

/// <summary>How much a column moves the answers of a model.</summary>
/// <param name="Column">The raw column.</param>
/// <param name="MeanSize">Mean size of what it adds to an answer, 0 or more: in the target's unit, or in log-odds.</param>
public sealed record ContributionOutcome(string Column, double MeanSize)
{
    /// <summary>What contributions are measured in.</summary>
    /// <param name="classCount">Classes; 0 for a number.</param>
    public static string UnitOf(int classCount) => classCount == 0 ? "target" : "log-odds";
}
