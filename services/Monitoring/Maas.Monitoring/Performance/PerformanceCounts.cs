using Maas.Statistics.Performance;

namespace Maas.Monitoring.Performance;

/// <summary>How good a version was: only what can be added up, and taken out again. Not thread-safe. Kept as JSON.</summary>
internal sealed class PerformanceCounts
{
    /// <summary>Sampled predictions that carry an id.</summary>
    public long PredictionCount { get; set; }

    /// <summary>Of these, the ones whose outcome is known.</summary>
    public long OutcomeCount { get; set; }

    /// <summary>Changes that a detector found.</summary>
    public long ChangeCount { get; set; }

    public ClassificationSums? RealisedClasses { get; set; }

    public ClassificationSums? ExpectedClasses { get; set; }

    /// <summary>Expected of the rows in <see cref="RealisedClasses"/>.</summary>
    public ClassificationSums? ExpectedClassesOfOutcomes { get; set; }

    public LossSums? RealisedLosses { get; set; }

    public LossSums? ExpectedLosses { get; set; }

    /// <summary>Expected of the rows in <see cref="RealisedLosses"/>.</summary>
    public LossSums? ExpectedLossesOfOutcomes { get; set; }

    /// <summary>Adds other counts, which stay as they are.</summary>
    public void Merge(PerformanceCounts other)
    {
        PredictionCount += other.PredictionCount;
        OutcomeCount += other.OutcomeCount;
        ChangeCount += other.ChangeCount;
        RealisedClasses = Sum(RealisedClasses, other.RealisedClasses);
        ExpectedClasses = Sum(ExpectedClasses, other.ExpectedClasses);
        ExpectedClassesOfOutcomes = Sum(ExpectedClassesOfOutcomes, other.ExpectedClassesOfOutcomes);
        RealisedLosses = Sum(RealisedLosses, other.RealisedLosses);
        ExpectedLosses = Sum(ExpectedLosses, other.ExpectedLosses);
        ExpectedLossesOfOutcomes = Sum(ExpectedLossesOfOutcomes, other.ExpectedLossesOfOutcomes);
    }

    private static ClassificationSums? Sum(ClassificationSums? sums, ClassificationSums? others)
    {
        if (others is not null)
        {
            sums ??= ClassificationSums.Empty(others.Hits.Length, others.BinRows.Length);
            sums.Merge(others);
        }

        return sums;
    }

    private static LossSums? Sum(LossSums? sums, LossSums? others)
    {
        if (others is not null)
        {
            sums ??= new LossSums();
            sums.Merge(others);
        }

        return sums;
    }
}
