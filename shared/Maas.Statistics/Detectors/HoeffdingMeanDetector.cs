using Maas.Statistics.Serialization;

namespace Maas.Statistics.Detectors;

/// <summary>
/// HDDM-A: sees the mean of bounded values rise, and on demand fall, by Hoeffding's inequality, so that no distribution is assumed. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// The confidence bounds the chance of a false alarm at each value for one cut of the stream. As the cut is chosen, a stable stream alarms
/// somewhat more often than that. Source: Frías-Blanco et al., "Online and non-parametric drift detection methods based on Hoeffding's
/// bounds", 2015, algorithm 1 with the A-test.
/// </remarks>
public sealed class HoeffdingMeanDetector : IDriftDetector
{
    private const byte Version = 1;

    private Mean _all;
    private Mean _lowest;
    private Mean _highest;

    /// <summary>Makes one that has seen nothing.</summary>
    /// <param name="driftConfidence">Chance of a false alarm, in (0, 1).</param>
    /// <param name="warningConfidence">Chance of a false warning, in (0, 1), not less.</param>
    /// <param name="seesFalls">Whether a mean that falls alarms too.</param>
    public HoeffdingMeanDetector(double driftConfidence = 0.001, double warningConfidence = 0.005, bool seesFalls = false)
    {
        DriftConfidence = StreamValue.Inside(driftConfidence, nameof(driftConfidence));
        WarningConfidence = StreamValue.Inside(warningConfidence, nameof(warningConfidence));
        ArgumentOutOfRangeException.ThrowIfLessThan(warningConfidence, driftConfidence);
        SeesFalls = seesFalls;
    }

    /// <inheritdoc/>
    public string Recipe => SeesFalls ? "hddm-a.both-sides" : "hddm-a.rise";

    /// <summary>Chance of a false alarm.</summary>
    public double DriftConfidence { get; }

    /// <summary>Chance of a false warning.</summary>
    public double WarningConfidence { get; }

    /// <summary>Whether a mean that falls alarms too.</summary>
    public bool SeesFalls { get; }

    /// <summary>Takes the next value; begins anew after an alarm.</summary>
    /// <param name="value">In [0, 1], such as 1 for an error and 0 for none.</param>
    public DetectorState Add(double value)
    {
        _all = _all.With(StreamValue.Share(value));
        if (_lowest.Count == 0 || _lowest.Value + Bound(_lowest.Count) >= _all.Value + Bound(_all.Count))
        {
            _lowest = _all;
        }

        if (_highest.Count == 0 || _highest.Value - Bound(_highest.Count) <= _all.Value - Bound(_all.Count))
        {
            _highest = _all;
        }

        var rise = _all.Value - _lowest.Value;
        var fall = SeesFalls ? _highest.Value - _all.Value : double.NegativeInfinity;
        if (IsMore(rise, _lowest.Count, DriftConfidence) || IsMore(fall, _highest.Count, DriftConfidence))
        {
            (_all, _lowest, _highest) = (default, default, default);
            return DetectorState.Drift;
        }

        return IsMore(rise, _lowest.Count, WarningConfidence) || IsMore(fall, _highest.Count, WarningConfidence)
            ? DetectorState.Warning
            : DetectorState.Stable;
    }

    /// <inheritdoc/>
    public byte[] Save() => new StateWriter(StateKind.HoeffdingMean, Version)
        .Double(DriftConfidence).Double(WarningConfidence).Byte(SeesFalls ? (byte)1 : (byte)0)
        .Int64(_all.Count).Double(_all.Value).Int64(_lowest.Count).Double(_lowest.Value).Int64(_highest.Count).Double(_highest.Value)
        .ToArray();

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are not of this detector.</exception>
    public static HoeffdingMeanDetector Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "a detector of means", StateKind.HoeffdingMean, Version);
        var belowOne = Math.BitDecrement(1);
        var drift = reader.Double(double.Epsilon, belowOne);
        var detector = new HoeffdingMeanDetector(drift, reader.Double(drift, belowOne), reader.Byte() != 0)
        {
            _all = new Mean(reader.Int64(0, long.MaxValue - 1), reader.Double(0, 1)),
        };
        detector._lowest = new Mean(reader.Int64(0, detector._all.Count), reader.Double(0, 1));
        detector._highest = new Mean(reader.Int64(0, detector._all.Count), reader.Double(0, 1));
        reader.End();
        return detector;
    }

    private double Bound(long count) => Math.Sqrt(Math.Log(1 / DriftConfidence) / (2.0 * count));

    // The mean up to the cut against that of all, which holds the former.
    private bool IsMore(double difference, long cut, double confidence) => cut != _all.Count
        && difference >= Math.Sqrt((double)(_all.Count - cut) / cut / _all.Count / 2 * Math.Log(2 / confidence));

    private readonly record struct Mean(long Count, double Value)
    {
        public Mean With(double value) => new(Count + 1, Value + ((value - Value) / (Count + 1)));
    }
}
