using Maas.Statistics.Serialization;

namespace Maas.Statistics.Detectors;

/// <summary>
/// DDM: sees the rate of errors of a classifier rise some standard deviations above the lowest that it was. Not thread-safe.
/// </summary>
/// <remarks>
/// Slow where the rate rises slowly; on a stable stream of 10 % errors some 20 false alarms in 100,000 values must be expected. Source: Gama
/// et al., "Learning with Drift Detection", 2004.
/// </remarks>
public sealed class ErrorRateDetector : IDriftDetector
{
    private const byte Version = 1;

    private long _count;
    private long _errors;
    private double _leastRate = double.PositiveInfinity;
    private double _leastDeviation = double.PositiveInfinity;

    /// <summary>Makes one that has seen nothing.</summary>
    /// <param name="leastCount">Values after which it begins to judge, 1 or more.</param>
    /// <param name="warning">Standard deviations above the lowest rate that warn, above 0.</param>
    /// <param name="drift">Standard deviations that alarm, not less than those that warn.</param>
    public ErrorRateDetector(int leastCount = 30, double warning = 2, double drift = 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leastCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(warning);
        ArgumentOutOfRangeException.ThrowIfLessThan(drift, warning);
        (LeastCount, Warning, Drift) = (leastCount, warning, drift);
    }

    /// <inheritdoc/>
    public string Recipe => "ddm";

    /// <summary>Values after which it begins to judge.</summary>
    public int LeastCount { get; }

    /// <summary>Standard deviations that warn.</summary>
    public double Warning { get; }

    /// <summary>Standard deviations that alarm.</summary>
    public double Drift { get; }

    /// <summary>Takes the next outcome; begins anew after an alarm.</summary>
    /// <param name="value">1 for an error, 0 for none.</param>
    public DetectorState Add(double value)
    {
        _errors += StreamValue.Error(value) ? 1 : 0;
        _count++;
        if (_count <= LeastCount)
        {
            return DetectorState.Stable;
        }

        var rate = (double)_errors / _count;
        var deviation = Math.Sqrt(rate * (1 - rate) / _count);
        if (rate + deviation <= _leastRate + _leastDeviation)
        {
            (_leastRate, _leastDeviation) = (rate, deviation);
        }

        if (rate + deviation > _leastRate + (Drift * _leastDeviation))
        {
            (_count, _errors, _leastRate, _leastDeviation) = (0, 0, double.PositiveInfinity, double.PositiveInfinity);
            return DetectorState.Drift;
        }

        return rate + deviation > _leastRate + (Warning * _leastDeviation) ? DetectorState.Warning : DetectorState.Stable;
    }

    /// <inheritdoc/>
    public byte[] Save() => new StateWriter(StateKind.ErrorRate, Version)
        .Int32(LeastCount).Double(Warning).Double(Drift).Int64(_count).Int64(_errors).Double(_leastRate).Double(_leastDeviation).ToArray();

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are not of this detector.</exception>
    public static ErrorRateDetector Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "a detector of error rates", StateKind.ErrorRate, Version);
        var (leastCount, warning) = (reader.Int32(1, int.MaxValue), reader.Double(double.Epsilon, double.MaxValue));
        var detector = new ErrorRateDetector(leastCount, warning, reader.Double(warning, double.MaxValue))
        {
            _count = reader.Int64(0, long.MaxValue - 1),
        };
        detector._errors = reader.Int64(0, detector._count);
        detector._leastRate = reader.Double(0, double.PositiveInfinity);
        detector._leastDeviation = reader.Double(0, double.PositiveInfinity);
        reader.End();
        return detector;
    }
}
