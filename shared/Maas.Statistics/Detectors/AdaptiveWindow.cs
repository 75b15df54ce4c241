using Maas.Statistics.Serialization;

namespace Maas.Statistics.Detectors;

/// <summary>
/// ADWIN: keeps a window of the values since the last change, and alarms when an older part of it has another mean than the rest. Sees a mean
/// that rises or falls. Not thread-safe. Memory: logarithmic in the window.
/// </summary>
/// <remarks>
/// Old and new part differ when their means do by more than Bernstein's bound for some cut between buckets; delta bounds the chance of a
/// false alarm at each check for values in [0, 1]: scale others. Source: Bifet and Gavaldà, "Learning from Time-Changing Data with Adaptive
/// Windowing", 2007, section 3.2 (ADWIN2); variance of buckets: Babcock et al., 2003. As in river, the window is empty after an alarm, so
/// that one change alarms once.
/// </remarks>
public sealed class AdaptiveWindow : IDriftDetector
{
    private const int MostBuckets = 5;
    private const int LeastPart = 5;
    private const int Grace = 10;
    private const int MostRows = 62;
    private const byte Version = 1;

    // Row r has buckets of 2^r values, the oldest first; higher rows are older.
    private readonly List<List<Bucket>> _rows = [[]];
    private long _ticks;
    private double _sum;
    private double _squares;

    /// <summary>Makes one that has seen nothing.</summary>
    /// <param name="delta">Chance of a false alarm at each check, in (0, 1).</param>
    /// <param name="checkEvery">Values between checks, 1 or more.</param>
    public AdaptiveWindow(double delta = 0.002, int checkEvery = 32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(checkEvery, 1);
        (Delta, CheckEvery) = (StreamValue.Inside(delta, nameof(delta)), checkEvery);
    }

    /// <inheritdoc/>
    public string Recipe => "adwin";

    /// <summary>Chance of a false alarm at each check.</summary>
    public double Delta { get; }

    /// <summary>Values between checks.</summary>
    public int CheckEvery { get; }

    /// <summary>Values in the window.</summary>
    public long Width { get; private set; }

    /// <summary>Mean of the window; 0 when it is empty.</summary>
    public double Mean => Width == 0 ? 0 : _sum / Width;

    /// <summary>Mean squared distance of the window's values from its mean; 0 when it is empty.</summary>
    public double Variance => Width == 0 ? 0 : Math.Max(0, _squares) / Width;

    /// <summary>Takes the next value; begins anew after an alarm. Never warns. O(log width) on average.</summary>
    /// <param name="value">Finite, in [0, 1] for what delta promises.</param>
    public DetectorState Add(double value)
    {
        var gap = StreamValue.Finite(value) - Mean;
        _squares += Width == 0 ? 0 : gap * gap * Width / (Width + 1.0);
        _sum += value;
        Width++;
        _rows[0].Add(new Bucket(value, 0));
        Compress();
        if (++_ticks % CheckEvery != 0 || Width <= Grace || !HasChanged())
        {
            return DetectorState.Stable;
        }

        _rows.Clear();
        _rows.Add([]);
        (Width, _ticks, _sum, _squares) = (0, 0, 0, 0);
        return DetectorState.Drift;
    }

    /// <inheritdoc/>
    public byte[] Save()
    {
        var writer = new StateWriter(StateKind.AdaptiveWindow, Version)
            .Double(Delta).Int32(CheckEvery).Int64(_ticks).Double(_sum).Double(_squares).Int32(_rows.Count);
        foreach (var row in _rows)
        {
            writer.Int32(row.Count);
            foreach (var bucket in row)
            {
                writer.Double(bucket.Sum).Double(bucket.Squares);
            }
        }

        return writer.ToArray();
    }

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are not of this detector.</exception>
    public static AdaptiveWindow Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "an adaptive window", StateKind.AdaptiveWindow, Version);
        var window = new AdaptiveWindow(reader.Double(double.Epsilon, Math.BitDecrement(1)), reader.Int32(1, int.MaxValue))
        {
            _ticks = reader.Int64(0, long.MaxValue - 1),
            _sum = reader.Double(double.MinValue, double.MaxValue),
            _squares = reader.Double(double.MinValue, double.MaxValue),
        };
        var rows = reader.Int32(1, MostRows);
        for (var row = 0; row < rows; row++)
        {
            var buckets = row == 0 ? window._rows[0] : [];
            for (var left = reader.Int32(0, MostBuckets); left > 0; left--)
            {
                buckets.Add(new Bucket(reader.Double(double.MinValue, double.MaxValue), reader.Double(0, double.MaxValue)));
                window.Width += 1L << row;
                reader.Require(window.Width > 0, "its window is too wide");
            }

            if (row > 0)
            {
                window._rows.Add(buckets);
            }
        }

        reader.Require(rows == 1 || window._rows[^1].Count > 0, "its oldest row is empty");
        reader.End();
        return window;
    }

    // The two oldest buckets of a row that has one too many become one of the next row.
    private void Compress()
    {
        for (var row = 0; _rows[row].Count > MostBuckets; row++)
        {
            if (row + 1 == _rows.Count)
            {
                _rows.Add([]);
            }

            var (older, newer, size) = (_rows[row][0], _rows[row][1], Size(row));
            var gap = (older.Sum / size) - (newer.Sum / size);
            _rows[row + 1].Add(new Bucket(older.Sum + newer.Sum, older.Squares + newer.Squares + (gap * gap * size / 2)));
            _rows[row].RemoveRange(0, 2);
        }
    }

    // Cuts between buckets, from the oldest on.
    private bool HasChanged()
    {
        double older = 0, olderSum = 0;
        var logarithm = Math.Log(2 * Math.Log(Width) / Delta);
        for (var row = _rows.Count - 1; row >= 0; row--)
        {
            foreach (var bucket in _rows[row])
            {
                older += Size(row);
                olderSum += bucket.Sum;
                var newer = Width - older;
                if (newer < LeastPart)
                {
                    return false;
                }

                if (older < LeastPart)
                {
                    continue;
                }

                var inverse = (1 / (older - LeastPart + 1)) + (1 / (newer - LeastPart + 1));
                var bound = Math.Sqrt(2 * inverse * Variance * logarithm) + (2.0 / 3 * logarithm * inverse);
                if (Math.Abs((olderSum / older) - ((_sum - olderSum) / newer)) > bound)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static double Size(int row) => 1L << row;

    // Sum of its values, and of their squared distances from its mean.
    private readonly record struct Bucket(double Sum, double Squares);
}
