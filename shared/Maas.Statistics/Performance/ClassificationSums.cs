using Maas.Statistics.Distributions;

namespace Maas.Statistics.Performance;

/// <summary>
/// How good a classifier is on rows, in sums that add up: of windows, replicas and slices, in any order, with the same result as all rows at
/// once. Rows count with their truth, or with the probabilities of each class where the truth is not known yet (CBPE). A row can be taken out
/// again. Not thread-safe.
/// </summary>
/// <remarks>
/// With probabilities the truths are independent draws: the figures are those expected, and their standard errors follow from the variance
/// p (1 - p) of each row, exactly for accuracy and precision and by the delta method for others. With truths, shares have Wilson's interval, F1 that of
/// the hits among the rows that are positive or predicted so. The ROC AUC regards scores of one bin as equal.
/// </remarks>
public sealed class ClassificationSums
{
    /// <summary>Makes empty sums.</summary>
    /// <param name="classCount">1 or more.</param>
    /// <param name="binCount">Bins of the scores of the second class of two, for the ROC AUC; 0 for none.</param>
    public static ClassificationSums Empty(int classCount, int binCount) => new()
    {
        Hits = new double[classCount],
        Predicted = new long[classCount],
        Positives = new double[classCount],
        HitVariance = new double[classCount],
        MissVariance = new double[classCount],
        BinRows = new long[binCount],
        BinPositives = new double[binCount],
        BinVariance = new double[binCount],
    };

    /// <summary>Rows.</summary>
    public long RowCount { get; set; }

    /// <summary>By class: rows that are predicted to be of it and are.</summary>
    public required double[] Hits { get; set; }

    /// <summary>By class: rows that are predicted to be of it.</summary>
    public required long[] Predicted { get; set; }

    /// <summary>By class: rows that are of it.</summary>
    public required double[] Positives { get; set; }

    /// <summary>By class: variance of <see cref="Hits"/>; 0 for truths.</summary>
    public required double[] HitVariance { get; set; }

    /// <summary>By class: variance of the rows that are of it and predicted to be of another; 0 for truths.</summary>
    public required double[] MissVariance { get; set; }

    /// <summary>By bin of scores: rows.</summary>
    public required long[] BinRows { get; set; }

    /// <summary>By bin of scores: rows that are of the second class.</summary>
    public required double[] BinPositives { get; set; }

    /// <summary>By bin of scores: variance of <see cref="BinPositives"/>; 0 for truths.</summary>
    public required double[] BinVariance { get; set; }

    /// <summary>Adds a row whose truth is known, or takes it out again.</summary>
    /// <param name="truth">Its class.</param>
    /// <param name="predicted">The class that was predicted.</param>
    /// <param name="bin">Bin of its score; negative for a row without a score, which the AUC leaves out.</param>
    /// <param name="weight">1, or -1 to take it out.</param>
    public void AddTruth(int truth, int predicted, int bin, int weight = 1)
    {
        Grow(Math.Max(truth, predicted) + 1);
        RowCount += weight;
        Predicted[predicted] += weight;
        Positives[truth] += weight;
        Hits[truth] += truth == predicted ? weight : 0;
        if (BinRows.Length > 0 && bin >= 0)
        {
            BinRows[bin] += weight;
            BinPositives[bin] += truth == 1 ? weight : 0;
        }
    }

    /// <summary>Adds a row whose truth is not known, or takes it out again.</summary>
    /// <param name="probabilities">Of each class, adding up to 1.</param>
    /// <param name="predicted">The class that was predicted.</param>
    /// <param name="bin">Bin of its score; of no account without bins.</param>
    /// <param name="weight">1, or -1 to take it out.</param>
    public void AddExpected(ReadOnlySpan<double> probabilities, int predicted, int bin, int weight = 1)
    {
        Grow(Math.Max(probabilities.Length, predicted + 1));
        RowCount += weight;
        Predicted[predicted] += weight;
        Hits[predicted] += weight * probabilities[predicted];
        for (var c = 0; c < probabilities.Length; c++)
        {
            var (p, side) = (probabilities[c], c == predicted ? HitVariance : MissVariance);
            Positives[c] += weight * p;
            side[c] += weight * p * (1 - p);
        }

        if (BinRows.Length > 0)
        {
            BinRows[bin] += weight;
            BinPositives[bin] += weight * probabilities[1];
            BinVariance[bin] += weight * probabilities[1] * (1 - probabilities[1]);
        }
    }

    /// <summary>Adds other sums, which stay as they are.</summary>
    /// <exception cref="ArgumentException">They have other bins.</exception>
    public void Merge(ClassificationSums other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.BinRows.Length != BinRows.Length)
        {
            throw new ArgumentException($"Sums over {other.BinRows.Length} bins do not add to {BinRows.Length}.", nameof(other));
        }

        Grow(other.Hits.Length);
        RowCount += other.RowCount;
        Add(Hits, other.Hits);
        Add(Positives, other.Positives);
        Add(HitVariance, other.HitVariance);
        Add(MissVariance, other.MissVariance);
        Add(BinPositives, other.BinPositives);
        Add(BinVariance, other.BinVariance);
        for (var c = 0; c < other.Predicted.Length; c++)
        {
            Predicted[c] += other.Predicted[c];
        }

        for (var bin = 0; bin < BinRows.Length; bin++)
        {
            BinRows[bin] += other.BinRows[bin];
        }
    }

    /// <summary>Share of rows predicted right.</summary>
    public FigureInterval Accuracy() => Share(Hits.Sum(), RowCount, HitVariance.Sum());

    /// <summary>Standard error of the expected accuracy: how far truths scatter about it.</summary>
    public double AccuracyError() => RowCount == 0 ? double.NaN : Math.Sqrt(HitVariance.Sum()) / RowCount;

    /// <summary>Of the rows predicted to be of a class, those that are.</summary>
    public FigureInterval Precision(int c) => Share(Hits[c], Predicted[c], HitVariance[c]);

    /// <summary>Of the rows of a class, those that are predicted to be. Of the negative class of two it is called specificity.</summary>
    public FigureInterval Recall(int c)
    {
        var (hits, misses, all) = (Hits[c], Positives[c] - Hits[c], Positives[c]);
        if (!(all > 0))
        {
            return FigureInterval.Unknown;
        }

        return HitVariance[c] + MissVariance[c] > 0
            ? FigureInterval.Of(hits / all, Math.Sqrt((misses * misses * HitVariance[c]) + (hits * hits * MissVariance[c])) / (all * all), 0, 1)
            : Share(hits, (long)Math.Round(all), 0);
    }

    /// <summary>Harmonic mean of precision and recall of a class.</summary>
    public FigureInterval F1(int c)
    {
        var (hits, misses) = (Hits[c], Positives[c] - Hits[c]);
        var sum = Predicted[c] + Positives[c];
        if (!(sum > 0))
        {
            return FigureInterval.Unknown;
        }

        var f1 = 2 * hits / sum;
        if (HitVariance[c] + MissVariance[c] > 0)
        {
            var (byHit, byMiss) = (2 * (Predicted[c] + misses) / (sum * sum), -2 * hits / (sum * sum));
            return FigureInterval.Of(f1, Math.Sqrt((byHit * byHit * HitVariance[c]) + (byMiss * byMiss * MissVariance[c])), 0, 1);
        }

        // F1 = 2 share / (1 + share), which rises with the share of the hits among the rows that are positive or predicted so.
        var (_, low, high) = Share(hits, sum - hits, 0);
        return new FigureInterval(f1, 2 * low / (1 + low), 2 * high / (1 + high));
    }

    /// <summary>The chance that a row of the second class has a higher score than one of the first, by bins: see <see cref="BinnedArea"/>.</summary>
    public FigureInterval RocAuc() => BinnedArea.Of(BinRows, BinPositives, BinVariance);

    private static FigureInterval Share(double part, double all, double variance)
    {
        if (!(all > 0))
        {
            return FigureInterval.Unknown;
        }

        if (variance > 0)
        {
            return FigureInterval.Of(part / all, Math.Sqrt(variance) / all, 0, 1);
        }

        var trials = (long)Math.Round(all);
        var (low, high) = ProportionInterval.Wilson(Math.Clamp((long)Math.Round(part), 0, trials), trials, 0.95);
        return new FigureInterval(part / all, low, high);
    }

    private void Grow(int classCount)
    {
        if (classCount <= Hits.Length)
        {
            return;
        }

        (Hits, Positives, HitVariance, MissVariance) =
            (Longer(Hits, classCount), Longer(Positives, classCount), Longer(HitVariance, classCount), Longer(MissVariance, classCount));
        Predicted = Longer(Predicted, classCount);
    }

    private static T[] Longer<T>(T[] values, int length)
    {
        Array.Resize(ref values, length);
        return values;
    }

    private static void Add(double[] sums, double[] others)
    {
        for (var i = 0; i < others.Length; i++)
        {
            sums[i] += others[i];
        }
    }
}
