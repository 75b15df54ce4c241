using Maas.Statistics.Serialization;

namespace Maas.Statistics.Sketches;

/// <summary>
/// Quantiles and ranks of any number of values in a few kilobytes, within a known error: the KLL sketch. Sketches merge. Not thread-safe:
/// give each writer its own, or take a lock. Memory: about 3 k values of 8 bytes, 5 KiB at k = 200.
/// </summary>
/// <remarks>
/// Level h keeps values that stand for 2^h each. When all places are taken, the lowest full level is sorted and every other of its values,
/// odd or even ones by a seeded coin, rises by a level. Source: Karnin, Lang and Liberty, "Optimal Quantile Approximation in Streams",
/// 2016, with levels of at least 8 and one level at a time as in Ivkin et al., "Streaming Quantiles Algorithms with Small Space and Update
/// Time", 2019.
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>k of profiles: the rank of a quantile is within 1.33 % in 99 of 100 cases.</summary>
    public const int DefaultK = 200;

    private const int LeastK = 8;
    private const int MostK = 65_535;
    private const int LeastCapacity = 8;
    private const int MostLevels = 60;
    private const byte Version = 1;

    private readonly List<SketchLevel> _levels = [];
    private int[] _capacities = [];
    private ulong _coin;
    private int _stored;
    private int _capacity;

    /// <summary>Makes an empty sketch.</summary>
    /// <param name="k">Places of the top level, 8 to 65,535: more are more exact.</param>
    /// <param name="seed">Of the coin: the same seed and values give the same sketch.</param>
    public QuantileSketch(int k = DefaultK, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, LeastK);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, MostK);
        K = k;
        _coin = seed;
        AddLevel();
    }

    /// <summary>Places of the top level.</summary>
    public int K { get; }

    /// <summary>Values added, exact.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest value, exact; +∞ when there is none.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest value, exact; -∞ when there is none.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Adds a value, O(log k) on average over many. Allocates nothing but when it grows.</summary>
    /// <param name="value">Any number but NaN.</param>
    public void Add(double value)
    {
        if (double.IsNaN(value))
        {
            throw new ArgumentException("NaN has no rank: count what is missing by itself.", nameof(value));
        }

        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        Count++;
        _levels[0].Add(value);
        if (++_stored >= _capacity)
        {
            Compress();
        }
    }

    /// <summary>Adds what another sketch has seen; it stays as it is.</summary>
    /// <exception cref="ArgumentException">The other has another k.</exception>
    /// <exception cref="OverflowException">More values than a 64-bit count holds.</exception>
    public void Merge(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.K != K)
        {
            throw new ArgumentException($"A sketch of k = {other.K} does not merge into one of k = {K}.", nameof(other));
        }

        // Else a sketch that is merged into many new ones, one after the other, would be halved by the same tosses again and again.
        _coin = unchecked((_coin * 0xD1342543DE82EF95) + other._coin + 1);
        Count = checked(Count + other.Count);
        Min = Math.Min(Min, other.Min);
        Max = Math.Max(Max, other.Max);
        for (var level = 0; level < other._levels.Count; level++)
        {
            if (level == _levels.Count)
            {
                AddLevel();
            }

            // Taken before: it may be this sketch itself.
            var added = other._levels[level].Values.ToArray();
            _levels[level].AddRange(added);
            _stored += added.Length;
        }

        while (_stored >= _capacity)
        {
            Compress();
        }
    }

    /// <summary>The share of values that are not above one, in [0, 1]; see <see cref="SketchError"/>. O(k).</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public double Rank(double value) => View().Rank(value);

    /// <summary>A value whose rank is near to q, one of those added; see <see cref="SketchError"/>. O(k log k).</summary>
    /// <param name="q">In [0, 1]: 0 is the smallest, 1 the largest, both exact.</param>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public double Quantile(double q) => View().Quantile(q);

    /// <summary>All that is kept, in order, for many questions at once. O(k log k), about 16 bytes per place.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public SketchView View()
    {
        if (Count == 0)
        {
            throw new InvalidOperationException("An empty sketch has no quantiles and ranks.");
        }

        var (values, weights, next) = (new double[_stored], new long[_stored], 0);
        for (var level = 0; level < _levels.Count; level++)
        {
            foreach (var value in _levels[level].Values)
            {
                (values[next], weights[next]) = (value, 1L << level);
                next++;
            }
        }

        Array.Sort(values, weights);
        return new SketchView(values, weights, Count, Min, Max);
    }

    /// <summary>All of it as bytes: at most about 8 (3 k + 600).</summary>
    public byte[] Save()
    {
        var writer = new StateWriter(StateKind.QuantileSketch, Version)
            .Int32(K).Int64(unchecked((long)_coin)).Int64(Count).Double(Min).Double(Max).Int32(_levels.Count);
        foreach (var level in _levels)
        {
            writer.Int32(level.Values.Length).Doubles(level.Values);
        }

        return writer.ToArray();
    }

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are not a quantile sketch.</exception>
    public static QuantileSketch Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "a quantile sketch", StateKind.QuantileSketch, Version);
        var sketch = new QuantileSketch(reader.Int32(LeastK, MostK), unchecked((ulong)reader.Int64()))
        {
            Count = reader.Int64(0, long.MaxValue),
            Min = reader.Double(double.NegativeInfinity, double.PositiveInfinity),
            Max = reader.Double(double.NegativeInfinity, double.PositiveInfinity),
        };
        var levels = reader.Int32(1, MostLevels);
        var weight = Int128.Zero;
        for (var level = 0; level < levels; level++)
        {
            if (level > 0)
            {
                sketch.AddLevel();
            }

            var values = reader.Doubles(reader.Count(sizeof(double)));
            foreach (var value in values)
            {
                reader.Require(value >= sketch.Min && value <= sketch.Max, $"{value} is not in [{sketch.Min}, {sketch.Max}]");
            }

            sketch._levels[level].AddRange(values);
            sketch._stored += values.Length;
            weight += (Int128)values.Length << level;
        }

        reader.End();
        reader.Require(weight == sketch.Count, $"what it keeps stands for {weight} values and not for {sketch.Count}");
        reader.Require(sketch._stored < sketch._capacity, $"it keeps {sketch._stored} values and has {sketch._capacity} places");
        return sketch;
    }

    // There is a level that is full: all places together are taken.
    private void Compress()
    {
        var full = 0;
        while (_levels[full].Values.Length < _capacities[full])
        {
            full++;
        }

        if (full + 1 == _levels.Count)
        {
            AddLevel();
        }

        _stored -= _levels[full].Halve(_levels[full + 1], Toss());
    }

    // Each level has two thirds of the places of the one above.
    private void AddLevel()
    {
        _levels.Add(new SketchLevel());
        _capacities = new int[_levels.Count];
        for (var level = 0; level < _capacities.Length; level++)
        {
            var share = Math.Pow(2.0 / 3, _capacities.Length - 1 - level);
            _capacities[level] = Math.Max(LeastCapacity, (int)Math.Ceiling(K * share));
        }

        _capacity = _capacities.Sum();
    }

    // SplitMix64: Steele, Lea and Flood, 2014.
    private bool Toss()
    {
        _coin = unchecked(_coin + 0x9E3779B97F4A7C15);
        var mixed = _coin;
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return ((mixed ^ (mixed >> 31)) & 1) == 1;
    }
}
