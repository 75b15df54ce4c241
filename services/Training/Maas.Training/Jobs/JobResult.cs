using Maas.Training.Jobs.Searching;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>What came out of a job.</summary>
internal sealed record JobResult
{
    /// <summary>The version that was registered.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Measured on the artifact, by dotted name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Classes in the order of the confusion counts; empty for regression.</summary>
    public required IReadOnlyList<string> ClassLabels { get; init; }

    /// <summary>Row-major counts, true class by row; empty for regression.</summary>
    public required IReadOnlyList<long> Confusion { get; init; }

    /// <summary>Largest difference between trainer and artifact.</summary>
    public required double ParityError { get; init; }

    /// <summary>Rows it learned from.</summary>
    public required long TrainRowCount { get; init; }

    /// <summary>Rows it was tested on.</summary>
    public required long TestRowCount { get; init; }

    /// <summary>Mean loss per row of every epoch.</summary>
    public required IReadOnlyList<double> EpochLosses { get; init; }

    /// <summary>Mean loss per validation row after every epoch.</summary>
    public IReadOnlyList<double> ValidationLosses { get; init; } = [];

    /// <summary>The epoch whose weights were kept, from 1; 0 for exact solvers.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Rows that epochs were compared on.</summary>
    public long ValidationRowCount { get; init; }

    /// <summary>Rows that took no part.</summary>
    public long DroppedRowCount { get; init; }

    /// <summary>Weights of a linear model.</summary>
    public required IReadOnlyList<CoefficientOutcome> Coefficients { get; init; }

    /// <summary>What each column is worth.</summary>
    public IReadOnlyList<ImportanceOutcome> Importances { get; init; } = [];

    /// <summary>The metric that falls when a column is shuffled; empty without importances.</summary>
    public string ImportanceMetric { get; init; } = "";

    /// <summary>Rows that importances were measured on.</summary>
    public long ImportanceRowCount { get; init; }

    /// <summary>How much each column moves the answers.</summary>
    public IReadOnlyList<ContributionOutcome> Contributions { get; init; } = [];

    /// <summary>Rows that contributions are the mean of.</summary>
    public long ContributionRowCount { get; init; }

    /// <summary>What became of the variants.</summary>
    public IReadOnlyList<JobVariant> Variants { get; init; } = [];

    /// <summary>Size of the artifact.</summary>
    public required long ModelSizeBytes { get; init; }

    /// <summary>Wall-clock time of the fit.</summary>
    public required TimeSpan TrainingDuration { get; init; }

    /// <summary>What it was trained on.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Why that was not a GPU although none was ruled out; empty otherwise.</summary>
    public string DeviceNote { get; init; } = "";

    /// <summary>What a search found; null without one.</summary>
    public SearchOutcome? Search { get; init; }

    /// <summary>Search: median time of the artifact for one row.</summary>
    public TimeSpan LatencyP50 { get; init; }

    /// <summary>Search: 95th percentile of it.</summary>
    public TimeSpan LatencyP95 { get; init; }

    /// <summary>The result of a training that was registered.</summary>
    public static JobResult Of(TrainingOutcome outcome, string modelVersion, IReadOnlyList<JobVariant> variants, SearchOutcome? search) => new()
    {
        Search = search,
        LatencyP50 = TimeSpan.FromSeconds(outcome.LatencyP50Seconds),
        LatencyP95 = TimeSpan.FromSeconds(outcome.LatencyP95Seconds),
        ModelVersion = modelVersion,
        Metrics = outcome.Metrics,
        ClassLabels = outcome.Signature.ClassLabels,
        Confusion = outcome.Confusion,
        ParityError = outcome.ParityError,
        TrainRowCount = outcome.TrainRowCount,
        TestRowCount = outcome.TestRowCount,
        EpochLosses = outcome.EpochLosses,
        ValidationLosses = outcome.ValidationLosses,
        BestEpoch = outcome.BestEpoch,
        ValidationRowCount = outcome.ValidationRowCount,
        DroppedRowCount = outcome.DroppedRowCount,
        Coefficients = outcome.Coefficients,
        Importances = outcome.Importances,
        ImportanceMetric = outcome.ImportanceMetric,
        ImportanceRowCount = outcome.ImportanceRowCount,
        Contributions = outcome.Contributions,
        ContributionRowCount = outcome.ContributionRowCount,
        Variants = variants,
        ModelSizeBytes = outcome.ModelSizeBytes,
        TrainingDuration = TimeSpan.FromSeconds(outcome.TrainingSeconds),
        Device = outcome.Device,
        DeviceNote = outcome.DeviceNote,
    };
}
