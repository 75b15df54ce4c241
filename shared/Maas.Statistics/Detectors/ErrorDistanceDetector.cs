using Maas.Statistics.Serialization;

namespace Maas.Statistics.Detectors;

/// <summary>
/// EDDM: sees errors of a classifier come closer together than they were. Finds slow changes before <see cref="ErrorRateDetector"/> does, and
/// cries wolf much more often. Not thread-safe.
/// </summary>
/// <remarks>
/// With its usual settings some two false alarms in a thousand values must be expected of a stable stream with 10 % errors: take it as a
/// hint. Source: Baena-García et al., "Early Drift Detection Method", 2006.
/// </remarks>
public sealed class ErrorDistanceDetector : IDriftDetector
{
    private const byte Version = 1;

    private long _count;
    private long _lastError;
    private long _errors;
    private double _mean;
    private double _squares;
    private double _largest;
    private DetectorState _state;

    /// <summary>Makes one that has seen nothing.</summary>
    /// <param name="leastCount">Values, and errors, after which it begins to judge, 1 or more.</param>
    /// <param name="warning">Share of the largest distance that warns, in (0, 1].</param>
    /// <param name="drift">Share that alarms, in (0, <paramref name="warning"/>].</param>
    public ErrorDistanceDetector(int leastCount = 30, double warning = 0.95, double drift = 0.9)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leastCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(drift);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drift, StreamValue.Share(warning));
        (LeastCount, Warning, Drift) = (leastCount, warning, drift);
    }

    /// <inheritdoc/>
    public string Recipe => "eddm";

    /// <summary>Values, and errors, after which it begins to judge.</summary>
    public int LeastCount { get; }

    /// <summary>Share of the largest distance that warns.</summary>
    public double Warning { get; }

    /// <summary>Share of the largest distance that alarms.</summary>
    public double Drift { get; }

    /// <summary>Takes the next outcome; begins anew after an alarm. Between errors it says what it said at the last one.</summary>
    /// <param name="value">1 for an error, 0 for none.</param>
    public DetectorState Add(double value)
    {
        var isError = StreamValue.Error(value);
        _count++;
        if (!isError)
        {
            return _state;
        }

        _errors++;
        var distance = _count - _lastError;
        _lastError = _count;
        var gap = distance - _mean;
        _mean += gap / _errors;
        _squares += gap * (distance - _mean);
        if (_count > LeastCount)
        {
            _state = Judge();
        }

        if (_state != DetectorState.Drift)
        {
            return _state;
        }

        (_count, _lastError, _errors, _mean, _squares, _largest, _state) = (0, 0, 0, 0, 0, 0, DetectorState.Stable);
        return DetectorState.Drift;
    }

    /// <inheritdoc/>
    public byte[] Save() => new StateWriter(StateKind.ErrorDistance, Version)
        .Int32(LeastCount).Double(Warning).Double(Drift).Int64(_count).Int64(_lastError).Int64(_errors)
        .Double(_mean).Double(_squares).Double(_largest).Byte((byte)_state).ToArray();

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are not of this detector.</exception>
    public static ErrorDistanceDetector Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "a detector of error distances", StateKind.ErrorDistance, Version);
        var (leastCount, warning) = (reader.Int32(1, int.MaxValue), reader.Double(double.Epsilon, 1));
        var detector = new ErrorDistanceDetector(leastCount, warning, reader.Double(double.Epsilon, warning))
        {
            _count = reader.Int64(0, long.MaxValue - 1),
        };
        detector._lastError = reader.Int64(0, detector._count);
        detector._errors = reader.Int64(0, detector._count);
        detector._mean = reader.Double(0, double.MaxValue);
        detector._squares = reader.Double(0, double.MaxValue);
        detector._largest = reader.Double(0, double.MaxValue);
        detector._state = (DetectorState)reader.Byte();
        reader.Require(detector._state is DetectorState.Stable or DetectorState.Warning, "its state is unknown");
        reader.End();
        return detector;
    }

    private DetectorState Judge()
    {
        var spread = _mean + (2 * Math.Sqrt(_errors > 1 ? _squares / (_errors - 1) : 0));
        if (spread > _largest)
        {
            _largest = spread;
            return _state;
        }

        if (_errors <= LeastCount)
        {
            return _state;
        }

        var level = spread / _largest;
        return level < Drift ? DetectorState.Drift : level < Warning ? DetectorState.Warning : DetectorState.Stable;
    }
}
