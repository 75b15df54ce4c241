using Maas.Statistics.Serialization;

namespace Maas.Statistics.Detectors;

/// <summary>
/// Sees a mean that rises: sums what lies above the mean so far and a margin, and alarms when the sum is large. Blind to a mean that falls:
/// give it the negative values for that. Not thread-safe.
/// </summary>
/// <remarks>
/// The threshold is in the unit of the values, so it must be chosen for them; it has no guarantee of its rate of false alarms. Source: Page,
/// "Continuous inspection schemes", 1954; the sum is cut at 0 and fades by alpha, as in river.
/// </remarks>
public sealed class PageHinkley : IDriftDetector
{
    private const byte Version = 1;

    private long _count;
    private double _mean;
    private double _sum;

    /// <summary>Makes one that has seen nothing.</summary>
    /// <param name="leastCount">Values before the first alarm, 1 or more.</param>
    /// <param name="margin">δ: what a value may lie above the mean, 0 or more, in the unit of the values.</param>
    /// <param name="threshold">λ: the sum that alarms, above 0, in the unit of the values.</param>
    /// <param name="fading">α in (0, 1]: what is kept of the sum with each value.</param>
    public PageHinkley(int leastCount = 30, double margin = 0.005, double threshold = 50, double fading = 0.9999)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leastCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StreamValue.Share(fading));
        (LeastCount, Margin, Threshold, Fading) = (leastCount, margin, threshold, fading);
    }

    /// <inheritdoc/>
    public string Recipe => "page-hinkley.rise";

    /// <summary>Values before the first alarm.</summary>
    public int LeastCount { get; }

    /// <summary>What a value may lie above the mean.</summary>
    public double Margin { get; }

    /// <summary>The sum that alarms.</summary>
    public double Threshold { get; }

    /// <summary>What is kept of the sum with each value.</summary>
    public double Fading { get; }

    /// <summary>Takes the next value; begins anew after an alarm. Never warns.</summary>
    /// <param name="value">Finite.</param>
    public DetectorState Add(double value)
    {
        _mean += (StreamValue.Finite(value) - _mean) / ++_count;
        _sum = Math.Max(0, (Fading * _sum) + value - _mean - Margin);
        if (_count < LeastCount || _sum < Threshold)
        {
            return DetectorState.Stable;
        }

        (_count, _mean, _sum) = (0, 0, 0);
        return DetectorState.Drift;
    }

    /// <inheritdoc/>
    public byte[] Save() => new StateWriter(StateKind.PageHinkley, Version)
        .Int32(LeastCount).Double(Margin).Double(Threshold).Double(Fading).Int64(_count).Double(_mean).Double(_sum).ToArray();

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are not of this detector.</exception>
    public static PageHinkley Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "a Page-Hinkley detector", StateKind.PageHinkley, Version);
        var detector = new PageHinkley(
            reader.Int32(1, int.MaxValue), reader.Double(0, double.MaxValue), reader.Double(double.Epsilon, double.MaxValue), reader.Double(double.Epsilon, 1))
        {
            _count = reader.Int64(0, long.MaxValue - 1),
            _mean = reader.Double(double.MinValue, double.MaxValue),
            _sum = reader.Double(0, double.MaxValue),
        };
        reader.End();
        return detector;
    }
}
