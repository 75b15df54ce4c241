using System.Numerics;

namespace Maas.Inference.Batching;

/// <summary>
/// How long a run of so many rows takes, learned from runs: a moving average and its mean deviation per power of two of rows. Instances
/// write at the same time without a lock: now and then a run is not learned from, which does not matter.
/// </summary>
/// <remarks>The weights of a new run are 1/8 and 1/4, as for round-trip times. Source: RFC 6298, section 2.</remarks>
internal sealed class RunTimes
{
    private const double Weight = 1.0 / 8;
    private const double DeviationWeight = 1.0 / 4;
    private const int Deviations = 4;

    private readonly double[] _ticks = new double[32];
    private readonly double[] _deviations = new double[32];

    /// <summary>Learns from a run.</summary>
    /// <param name="rowCount">1 or more.</param>
    /// <param name="ticks">How long it took, in ticks of the clock.</param>
    public void Add(long rowCount, long ticks)
    {
        ref var known = ref _ticks[Bucket(rowCount)];
        ref var deviation = ref _deviations[Bucket(rowCount)];
        deviation = known == 0 ? ticks / 2.0 : deviation + (DeviationWeight * (Math.Abs(ticks - known) - deviation));
        known = known == 0 ? ticks : known + (Weight * (ticks - known));
    }

    /// <summary>How long a run takes on average, in ticks of the clock; 0 while nothing is known.</summary>
    public long Estimate(long rowCount) => Nearest(rowCount) is var known and >= 0 ? (long)_ticks[known] : 0;

    /// <summary>What a run seldom takes longer than, in ticks of the clock; 0 while nothing is known.</summary>
    public long Bound(long rowCount) =>
        Nearest(rowCount) is var known and >= 0 ? (long)(_ticks[known] + (Deviations * _deviations[known])) : 0;

    /// <summary>Forgets all, and takes over what another knows.</summary>
    public void Replace(RunTimes other)
    {
        other._ticks.CopyTo(_ticks, 0);
        other._deviations.CopyTo(_deviations, 0);
    }

    /// <summary>Makes the estimate a little shorter.</summary>
    public void Soften(long rowCount)
    {
        if (Nearest(rowCount) is var known and >= 0)
        {
            var bucket = Bucket(rowCount);
            (_ticks[bucket], _deviations[bucket]) = (_ticks[known] * (1 - Weight), _deviations[known] * (1 - Weight));
        }
    }

    /// <summary>
    /// The bucket that says most: a smaller run takes no longer than a larger one; of larger ones nothing is known but that they do not
    /// take less than the largest known.
    /// </summary>
    /// <returns>-1 while nothing is known.</returns>
    private int Nearest(long rowCount)
    {
        var bucket = Bucket(rowCount);
        var above = Array.FindIndex(_ticks, bucket, static ticks => ticks > 0);
        return above >= 0 ? above : Array.FindLastIndex(_ticks, bucket, static ticks => ticks > 0);
    }

    private static int Bucket(long rowCount) => Math.Min(31, BitOperations.Log2((ulong)Math.Max(1, rowCount)));
}
