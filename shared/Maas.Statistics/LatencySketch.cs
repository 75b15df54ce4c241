namespace Maas.Statistics;

/// <summary>
/// Counts durations in buckets of growing width, so that any quantile comes out with a bounded relative error and
/// sketches of many replicas and minutes can be merged without loss. Not thread-safe: give each writer its own, or
/// take a lock. Memory: 8 bytes per bucket, 1,728 buckets at an accuracy of 0.01.
/// </summary>
/// <remarks>
/// Bucket i counts durations in (g^(i-1), g^i] seconds, g = (1 + a) / (1 - a); a quantile is answered by the point
/// of its bucket that is at most a away, relatively, from both ends. Durations outside of 1 ns to 10^6 s (11.6 days)
/// are counted at the nearer end: the error bound does not hold for them.
/// Source: Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
/// guarantees", VLDB 2019, sections 2.1 and 2.2.
/// </remarks>
public sealed class LatencySketch
{
    /// <summary>Relative accuracy that the services agree on: quantiles within 1 %.</summary>
    public const double DefaultAccuracy = 0.01;

    private const double ShortestSeconds = 1e-9;
    private const double LongestSeconds = 1e6;

    private readonly double _logGrowth;
    private readonly long[] _counts;

    /// <summary>Makes an empty sketch.</summary>
    /// <param name="accuracy">Largest relative error of a quantile, in [0.001, 0.5].</param>
    /// <exception cref="ArgumentOutOfRangeException">The accuracy is outside of its range.</exception>
    public LatencySketch(double accuracy = DefaultAccuracy)
    {
        if (!(accuracy is >= 0.001 and <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(accuracy), accuracy, "Expected 0.001 to 0.5.");
        }

        Accuracy = accuracy;
        _logGrowth = Math.Log((1 + accuracy) / (1 - accuracy));
        MinIndex = BucketOf(ShortestSeconds);
        MaxIndex = BucketOf(LongestSeconds);
        _counts = new long[MaxIndex - MinIndex + 1];
    }

    /// <summary>Largest relative error of a quantile.</summary>
    public double Accuracy { get; }

    /// <summary>Index of the lowest bucket, that of 1 ns.</summary>
    public int MinIndex { get; }

    /// <summary>Index of the highest bucket, that of 10^6 s.</summary>
    public int MaxIndex { get; }

    /// <summary>Durations counted, those of zero included.</summary>
    public long Count { get; private set; }

    /// <summary>Durations of zero.</summary>
    public long ZeroCount { get; private set; }

    /// <summary>Sum of all durations in seconds, exact but for rounding.</summary>
    public double TotalSeconds { get; private set; }

    /// <summary>Arithmetic mean in seconds; 0 when nothing was counted.</summary>
    public double MeanSeconds => Count == 0 ? 0 : TotalSeconds / Count;

    /// <summary>Buckets that hold anything, by index.</summary>
    public IEnumerable<LatencyBucket> Buckets
    {
        get
        {
            for (var i = 0; i < _counts.Length; i++)
            {
                if (_counts[i] > 0)
                {
                    yield return new LatencyBucket(MinIndex + i, _counts[i]);
                }
            }
        }
    }

    /// <summary>Counts one duration. Allocates nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public void Add(TimeSpan duration) => AddSeconds(duration.TotalSeconds);

    /// <summary>Counts one duration in seconds. Allocates nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative or not finite.</exception>
    public void AddSeconds(double seconds)
    {
        if (!(seconds >= 0) || double.IsInfinity(seconds))
        {
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "Expected a finite duration, 0 or more.");
        }

        if (seconds == 0)
        {
            ZeroCount++;
        }
        else
        {
            _counts[Math.Clamp(BucketOf(seconds), MinIndex, MaxIndex) - MinIndex]++;
        }

        Count++;
        TotalSeconds += seconds;
    }

    /// <summary>Adds what came in parts: a sketch read from a wire or a disk.</summary>
    /// <param name="buckets">In any order; an index may come twice.</param>
    /// <param name="zeroCount">Durations of zero, 0 or more.</param>
    /// <param name="totalSeconds">Sum of all these durations, finite, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A count is negative, an index outside of [<see cref="MinIndex"/>, <see cref="MaxIndex"/>] or the sum not
    /// finite. What came before it is counted.
    /// </exception>
    /// <exception cref="OverflowException">More durations than a 64-bit count holds.</exception>
    public void AddBuckets(IEnumerable<LatencyBucket> buckets, long zeroCount, double totalSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(zeroCount);
        if (!(totalSeconds >= 0) || double.IsInfinity(totalSeconds))
        {
            throw new ArgumentOutOfRangeException(
                nameof(totalSeconds), totalSeconds, "Expected a finite sum, 0 or more.");
        }

        foreach (var (index, count) in buckets)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(index, MinIndex, nameof(buckets));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(index, MaxIndex, nameof(buckets));
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(buckets));
            Count = checked(Count + count);
            _counts[index - MinIndex] += count;
        }

        Count = checked(Count + zeroCount);
        ZeroCount += zeroCount;
        TotalSeconds += totalSeconds;
    }

    /// <summary>Adds another sketch; the order of merges does not matter to any count or quantile.</summary>
    /// <exception cref="ArgumentException">The other has another accuracy.</exception>
    public void Merge(LatencySketch other)
    {
        if (other.Accuracy != Accuracy)
        {
            throw new ArgumentException(
                $"A sketch of accuracy {other.Accuracy} does not merge into one of {Accuracy}.", nameof(other));
        }

        Count = checked(Count + other.Count);
        ZeroCount += other.ZeroCount;
        TotalSeconds += other.TotalSeconds;
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    /// <summary>Forgets everything, so that the memory can be used again.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        ZeroCount = 0;
        TotalSeconds = 0;
    }

    /// <summary>
    /// Duration in seconds at a quantile: at most <see cref="Accuracy"/> away, relatively, from element
    /// floor(q (n - 1)), counted from 0, of the sorted durations.
    /// </summary>
    /// <param name="q">In [0, 1]: 0 is the shortest, 1 the longest.</param>
    /// <exception cref="InvalidOperationException">Nothing was counted.</exception>
    public double Quantile(double q)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(q);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(q, 1);
        if (Count == 0)
        {
            throw new InvalidOperationException("An empty sketch has no quantiles.");
        }

        var rank = (long)Math.Floor(q * (Count - 1));
        var below = ZeroCount;
        if (rank < below)
        {
            return 0;
        }

        var bucket = -1;
        while (below <= rank)
        {
            below += _counts[++bucket];
        }

        return Middle(MinIndex + bucket);
    }

    /// <summary>
    /// How many durations are at most a threshold: those that are more than <see cref="Accuracy"/> away from it, relatively, are counted
    /// on their own side. Allocates nothing.
    /// </summary>
    /// <param name="seconds">The threshold, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is negative or no number.</exception>
    public long CountAtMost(double seconds)
    {
        if (!(seconds >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "Expected 0 or more.");
        }

        var count = ZeroCount;
        for (var i = 0; i < _counts.Length && Middle(MinIndex + i) <= seconds; i++)
        {
            count += _counts[i];
        }

        return count;
    }

    private int BucketOf(double seconds) => (int)Math.Ceiling(Math.Log(seconds) / _logGrowth);

    // 2 g^i / (g + 1): g^(i-1) is (1 + a) times further down, g^i (1 - a) times.
    private double Middle(int index) => Math.Exp(index * _logGrowth) * (1 - Accuracy);
}
