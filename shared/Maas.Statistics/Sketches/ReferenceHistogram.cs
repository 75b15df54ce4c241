using Maas.Statistics.Histograms;
using Maas.Statistics.Samples;
using Maas.Statistics.Serialization;

namespace Maas.Statistics.Sketches;

/// <summary>
/// Counts over bins that are frozen on a reference, with further ones below, above and for what is missing. Merging is exact: the same as
/// one histogram of all values, in any order. Not thread-safe: give each writer its own, or take a lock.
/// </summary>
/// <remarks>Bin i holds [edge i, edge i + 1), the last one its upper end too; see <see cref="BinEdges"/>.</remarks>
public sealed class ReferenceHistogram
{
    private const int MostEdges = 10_001;
    private const byte Version = 1;

    private readonly double[] _edges;

    // Below, the bins, above.
    private readonly long[] _counts;

    /// <summary>Makes an empty histogram.</summary>
    /// <param name="edges">2 to 10,001, finite, ascending and distinct.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public ReferenceHistogram(ReadOnlySpan<double> edges)
    {
        if (!AreEdges(edges))
        {
            throw new ArgumentException($"Expected 2 to {MostEdges} edges, finite, ascending and distinct.", nameof(edges));
        }

        _edges = edges.ToArray();
        _counts = new long[edges.Length + 1];
    }

    /// <summary>Edges of the bins, one more than bins.</summary>
    public ReadOnlySpan<double> Edges => _edges;

    /// <summary>Counts below the first edge, per bin, and above the last edge: what distances are computed from.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>What had no value.</summary>
    public long MissingCount { get; private set; }

    /// <summary>All that was counted, what is missing too.</summary>
    public long TotalCount { get; private set; }

    /// <summary>Makes an empty histogram whose bins hold equal shares of a reference.</summary>
    /// <param name="reference">The sample.</param>
    /// <param name="parts">Bins, 1 to 10,000; fewer come out where values repeat much.</param>
    public static ReferenceHistogram OfQuantiles(SortedSample reference, int parts) => new(BinEdges.Quantiles(reference, parts));

    /// <summary>Counts a value, O(log bins). Allocates nothing.</summary>
    /// <param name="value">NaN counts as missing, infinite ones as below and above.</param>
    public void Add(double value)
    {
        TotalCount++;
        if (double.IsNaN(value))
        {
            MissingCount++;
            return;
        }

        var found = _edges.AsSpan().BinarySearch(value);
        _counts[found < 0 ? ~found : Math.Min(found + 1, _edges.Length - 1)]++;
    }

    /// <summary>Adds what another histogram has counted; it stays as it is.</summary>
    /// <exception cref="ArgumentException">The other has other edges.</exception>
    /// <exception cref="OverflowException">More values than a 64-bit count holds.</exception>
    public void Merge(ReferenceHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!other._edges.AsSpan().SequenceEqual(_edges))
        {
            throw new ArgumentException("Histograms over other edges do not merge.", nameof(other));
        }

        TotalCount = checked(TotalCount + other.TotalCount);
        MissingCount += other.MissingCount;
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    /// <summary>All of it as bytes: 16 per bin and a little.</summary>
    public byte[] Save()
    {
        var writer = new StateWriter(StateKind.ReferenceHistogram, Version).Int32(_edges.Length).Doubles(_edges).Int64(MissingCount);
        foreach (var count in _counts)
        {
            writer.Int64(count);
        }

        return writer.ToArray();
    }

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are not a histogram.</exception>
    public static ReferenceHistogram Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "a histogram", StateKind.ReferenceHistogram, Version);
        var edges = reader.Doubles(reader.Count(sizeof(double)));
        reader.Require(AreEdges(edges), "its edges are too few or many, not finite or not ascending");
        var histogram = new ReferenceHistogram(edges) { MissingCount = reader.Int64(0, long.MaxValue) };
        var total = histogram.MissingCount;
        for (var i = 0; i < histogram._counts.Length; i++)
        {
            histogram._counts[i] = reader.Int64(0, long.MaxValue - total);
            total += histogram._counts[i];
        }

        reader.End();
        histogram.TotalCount = total;
        return histogram;
    }

    private static bool AreEdges(ReadOnlySpan<double> edges)
    {
        if (edges.Length is < 2 or > MostEdges || !double.IsFinite(edges[0]) || !double.IsFinite(edges[^1]))
        {
            return false;
        }

        for (var i = 1; i < edges.Length; i++)
        {
            if (!(edges[i] > edges[i - 1]))
            {
                return false;
            }
        }

        return true;
    }
}
