namespace Maas.Statistics.Performance;

/// <summary>Figures of a classifier of two classes, or their means over the classes of several; or the standard error of each.</summary>
public sealed record ClassifierMetrics
{
    /// <summary>Share of rows that are predicted right, in [0, 1].</summary>
    public required double Accuracy { get; init; }

    /// <summary>See <see cref="ExpectedConfusion.Precision"/>.</summary>
    public required double Precision { get; init; }

    /// <summary>See <see cref="ExpectedConfusion.Recall"/>.</summary>
    public required double Recall { get; init; }

    /// <summary>See <see cref="ExpectedConfusion.Specificity"/>.</summary>
    public required double Specificity { get; init; }

    /// <summary>See <see cref="ExpectedConfusion.F1"/>.</summary>
    public required double F1 { get; init; }

    /// <summary>See <see cref="Calibration.RankedScores.RocAuc"/>; NaN when a class is lacking.</summary>
    public required double RocAuc { get; init; }

    /// <summary>See <see cref="Calibration.RankedScores.AveragePrecision"/>; NaN without positives.</summary>
    public required double AveragePrecision { get; init; }

    internal const int Size = 7;

    internal static ClassifierMetrics Of(ReadOnlySpan<double> values) => new()
    {
        Accuracy = values[0],
        Precision = values[1],
        Recall = values[2],
        Specificity = values[3],
        F1 = values[4],
        RocAuc = values[5],
        AveragePrecision = values[6],
    };

    internal double[] ToArray() => [Accuracy, Precision, Recall, Specificity, F1, RocAuc, AveragePrecision];
}
