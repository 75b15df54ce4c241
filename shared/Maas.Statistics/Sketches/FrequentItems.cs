using System.Runtime.InteropServices;
using Maas.Statistics.Serialization;

namespace Maas.Statistics.Sketches;

/// <summary>
/// The texts that came most often, with bounds of how often, in bounded memory: the summary of Misra and Gries. Summaries merge. Not
/// thread-safe: give each writer its own, or take a lock. Memory: at most 2 k texts of 128 characters, 150 KiB at k = 256.
/// </summary>
/// <remarks>
/// All that came more than n / (k + 1) times of n are in it. While there are no more than 2 k different texts, all counts are exact. When
/// there are more, the (k + 1)-th largest count is taken from all, and what is left with nothing is forgotten. Sources: Misra and Gries,
/// "Finding repeated elements", 1982; Agarwal et al., "Mergeable Summaries", 2012, section 3.
/// </remarks>
public sealed class FrequentItems
{
    /// <summary>k of profiles: error of at most 0.4 % of all.</summary>
    public const int DefaultK = 256;

    /// <summary>Longer texts are cut here, not within a surrogate pair, and count as one when they are equal up to it.</summary>
    public const int LongestText = 128;

    private const int MostK = 65_536;
    private const byte Version = 1;

    private readonly Dictionary<string, long> _counts;
    private readonly Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Makes an empty summary.</summary>
    /// <param name="k">1 to 65,536: more are more exact.</param>
    public FrequentItems(int k = DefaultK)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, MostK);
        K = k;
        _counts = new Dictionary<string, long>(StringComparer.Ordinal);
        _lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Texts that are kept when there are too many.</summary>
    public int K { get; }

    /// <summary>Texts added, exact.</summary>
    public long Count { get; private set; }

    /// <summary>What was taken from counts so far: none is lower than the truth by more. At most <see cref="Count"/> / (k + 1).</summary>
    public long Error { get; private set; }

    /// <summary>Adds a text. Allocates when it was not there. O(1) on average over many.</summary>
    /// <param name="value">Any text, the empty one too.</param>
    /// <param name="count">How often, 1 or more.</param>
    /// <exception cref="OverflowException">More texts than a 64-bit count holds.</exception>
    public void Add(ReadOnlySpan<char> value, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Count = checked(Count + count);
        CollectionsMarshal.GetValueRefOrAddDefault(_lookup, Cut(value), out _) += count;
        Shrink();
    }

    /// <summary>Adds what another summary has seen; it stays as it is.</summary>
    /// <exception cref="ArgumentException">The other has another k.</exception>
    /// <exception cref="OverflowException">More texts than a 64-bit count holds.</exception>
    public void Merge(FrequentItems other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.K != K)
        {
            throw new ArgumentException($"A summary of k = {other.K} does not merge into one of k = {K}.", nameof(other));
        }

        Count = checked(Count + other.Count);
        Error += other.Error;
        foreach (var (value, count) in other._counts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, value, out _) += count;
        }

        Shrink();
    }

    /// <summary>What is kept, most often first, equal ones by ordinal order of their texts.</summary>
    public IReadOnlyList<FrequentItem> Items() =>
    [
        .. _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new FrequentItem(pair.Key, pair.Value, pair.Value + Error)),
    ];

    /// <summary>All of it as bytes, at most about 2 k times 270.</summary>
    public byte[] Save()
    {
        var writer = new StateWriter(StateKind.FrequentItems, Version).Int32(K).Int64(Count).Int64(Error).Int32(_counts.Count);
        foreach (var item in Items())
        {
            writer.Int64(item.LeastCount).Text(item.Value);
        }

        return writer.ToArray();
    }

    /// <summary>Makes it again from bytes.</summary>
    /// <exception cref="InvalidDataException">They are not a summary of frequent items.</exception>
    public static FrequentItems Load(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes, "a summary of frequent items", StateKind.FrequentItems, Version);
        var items = new FrequentItems(reader.Int32(1, MostK)) { Count = reader.Int64(0, long.MaxValue) };
        items.Error = reader.Int64(0, items.Count / (items.K + 1));
        var (count, rest) = (reader.Count(sizeof(long) + sizeof(int)), items.Count);
        reader.Require(count <= 2 * items.K, $"it keeps {count} texts and k is {items.K}");
        for (; count > 0; count--)
        {
            // Together they are not more than all, so no sum of counts overflows.
            var times = reader.Int64(1, rest);
            rest -= times;
            reader.Require(items._counts.TryAdd(reader.Text(LongestText), times), "a text comes twice");
        }

        reader.End();
        return items;
    }

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> value) => value.Length <= LongestText
        ? value
        : value[..(char.IsHighSurrogate(value[LongestText - 1]) ? LongestText - 1 : LongestText)];

    private void Shrink()
    {
        if (_counts.Count <= 2 * K)
        {
            return;
        }

        long[] counts = [.. _counts.Values];
        Array.Sort(counts);
        var taken = counts[counts.Length - K - 1];
        Error += taken;
        foreach (var value in _counts.Keys.ToArray())
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, value);
            count -= taken;
            if (count <= 0)
            {
                _counts.Remove(value);
            }
        }
    }
}
