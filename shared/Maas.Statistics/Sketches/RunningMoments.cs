using Maas.Statistics.Serialization;

namespace Maas.Statistics.Sketches;

/// <summary>
/// Count, mean, variance and range of values that come one by one, without keeping them. Merges, with the same result as one but for
/// rounding. Not thread-safe: give each writer its own, or take a lock.
/// </summary>
/// <remarks>Sources: Welford, 1962; Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm", 1979, for the merge.</remarks>
public sealed class RunningMoments
{
    private const byte Version = 1;

    private double _squares;

    /// <summary>Values added.</summary>
    public long Count { get; private set; }

    /// <summary>Arithmetic mean; 0 without values.</summary>
    public double Mean { get; private set; }

    /// <summary>The smallest value; +∞ without values.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest value; -∞ without values.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Mean squared distance from the mean, n below; 0 without values.</summary>
    public double PopulationVariance => Count > 0 ? _squares / Count : 0;

    /// <summary>The same with n - 1 below, an unbiased estimate; 0 with fewer than 2 values.</summary>
    public double SampleVariance => Count > 1 ? _squares / (Count - 1) : 0;

    /// <summary>Adds a value. Allocates nothing.</summary>
    /// <param name="value">Finite.</param>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException("Expected a finite value: count what is missing by itself.", nameof(value));
        }

        Count++;
        var gap = value - Mean;
        Mean += gap / Count;
        _squares += gap * (value - Mean);
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
    }

    /// <summary>Adds what another has seen; it stays as it is.</summary>
    public void Merge(RunningMoments other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count == 0)
        {
            return;
        }

        var both = checked(Count + other.Count);
        var gap = other.Mean - Mean;
        _squares += other._squares + (gap * gap * ((double)Count / both) * other.Count);
        Mean += gap * ((double)other.Count / both);
        (Count, Min, Max) = (both, Math.Min(Min, other.Min), Math.Max(Max, other.Max));
    }

    /// <summary>All of it as 42 bytes.</summary>
    public byte[] Save() => new StateWriter(StateKind.RunningMoments, Version)
        .Int64(Count).Double(Mean).Double(_squares).Double(Min).Double(Max).ToArray();

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are no moments.</exception>
    public static RunningMoments Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "moments", StateKind.RunningMoments, Version);
        var moments = new RunningMoments
        {
            Count = reader.Int64(0, long.MaxValue),
            Mean = reader.Double(double.MinValue, double.MaxValue),
            _squares = reader.Double(0, double.PositiveInfinity),
            Min = reader.Double(double.NegativeInfinity, double.PositiveInfinity),
            Max = reader.Double(double.NegativeInfinity, double.PositiveInfinity),
        };
        reader.End();
        reader.Require(moments.Count == 0 || moments.Min <= moments.Max, "the smallest value is above the largest");
        return moments;
    }
}
