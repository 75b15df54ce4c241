using System.Numerics;

namespace Maas.Inference.Batching;

/// <summary>
/// How long a run of so many rows takes, learned from runs: a moving average per power of two of rows. One writer at a time; readers
/// see a number that is at most one run old.
/// </summary>
/// <remarks>The weight of a new run is 1/8, as for round-trip times. Source: RFC 6298, section 2.</remarks>
internal sealed class RunTimes
{
    private const double Weight = 1.0 / 8;
    private readonly double[] _ticks = new double[32];

    /// <summary>Learns from a run.</summary>
    /// <param name="rowCount">1 or more.</param>
    /// <param name="ticks">How long it took, in ticks of the clock.</param>
    public void Add(long rowCount, long ticks)
    {
        ref var known = ref _ticks[Bucket(rowCount)];
        known = known == 0 ? ticks : known + (Weight * (ticks - known));
    }

    /// <summary>How long a run may take, in ticks of the clock; 0 while nothing is known.</summary>
    public long Estimate(long rowCount)
    {
        var bucket = Bucket(rowCount);
        if (_ticks[bucket] > 0)
        {
            return (long)_ticks[bucket];
        }

        // A smaller run takes no longer; of larger ones nothing is known but that they do not take less than the largest known.
        for (var other = bucket + 1; other < _ticks.Length; other++)
        {
            if (_ticks[other] > 0)
            {
                return (long)_ticks[other];
            }
        }

        for (var other = bucket - 1; other >= 0; other--)
        {
            if (_ticks[other] > 0)
            {
                return (long)_ticks[other];
            }
        }

        return 0;
    }

    /// <summary>Makes the estimate a little shorter.</summary>
    public void Soften(long rowCount) => _ticks[Bucket(rowCount)] = Estimate(rowCount) * (1 - Weight);

    private static int Bucket(long rowCount) => Math.Min(31, BitOperations.Log2((ulong)Math.Max(1, rowCount)));
}
