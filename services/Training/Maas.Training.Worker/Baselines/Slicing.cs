using System.Globalization;
using Maas.Contracts.Monitoring.V1;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Baselines;

/// <summary>One feature by whose values rows are told apart, and what was counted of them. Not thread-safe.</summary>
internal sealed class Slicing
{
    // As many as a monitor gives windows of their own, unless it is told to give more.
    private const int MostValues = 50;

    private const byte None = byte.MaxValue;

    private readonly string _feature;
    private readonly byte[] _valueOfRow;
    private readonly SliceBaseline[] _slices;

    private Slicing(string feature, List<string> values, byte[] valueOfRow)
    {
        _feature = feature;
        _valueOfRow = valueOfRow;
        _slices = [.. values.Select(value => new SliceBaseline { Feature = _feature, Value = value })];
    }

    /// <summary>Values that have a slice, from 1 to 50.</summary>
    public int ValueCount => _slices.Length;

    /// <summary>Null when no value is so frequent, or a number has more values than a category would.</summary>
    /// <param name="column">Numbers or texts.</param>
    /// <param name="fewestRows">That a value must have.</param>
    public static Slicing? Find(RawColumn column, int fewestRows)
    {
        var texts = column.Texts ?? TextsOf(column.Numbers!);
        if (texts is null)
        {
            return null;
        }

        var values = texts.CountBy(text => text, StringComparer.Ordinal)
            .Where(count => count.Value >= fewestRows)
            .OrderByDescending(count => count.Value)
            .ThenBy(count => count.Key, StringComparer.Ordinal)
            .Take(MostValues)
            .Select(count => count.Key)
            .ToList();
        if (values.Count == 0)
        {
            return null;
        }

        var places = values.Index().ToDictionary(pair => pair.Item, pair => (byte)pair.Index, StringComparer.Ordinal);
        return new Slicing(column.Name, values, Array.ConvertAll(texts, text => places.GetValueOrDefault(text, None)));
    }

    /// <summary>Counts one more column, in the order in which they are written.</summary>
    /// <param name="bins">Of each row; -1 is missing.</param>
    /// <param name="binCount">Bins of the column.</param>
    /// <param name="numbers">Null for a column of categories.</param>
    public void Count(int[] bins, int binCount, float[]? numbers)
    {
        var (counts, missing, sums) = (new long[_slices.Length, binCount], new long[_slices.Length], new double[_slices.Length]);
        for (var row = 0; row < bins.Length; row++)
        {
            var slice = _valueOfRow[row];
            if (slice == None)
            {
                continue;
            }

            if (bins[row] < 0)
            {
                missing[slice]++;
                continue;
            }

            counts[slice, bins[row]]++;
            sums[slice] += numbers?[row] ?? 0;
        }

        for (var slice = 0; slice < _slices.Length; slice++)
        {
            var ofSlice = Enumerable.Range(0, binCount).Select(bin => counts[slice, bin]).ToList();
            var values = ofSlice.Sum();
            _slices[slice].Counts.Add(new SliceCounts
            {
                BinCounts = { ofSlice }, MissingCount = missing[slice], Mean = values == 0 ? 0 : sums[slice] / values,
            });
        }
    }

    /// <summary>One more column of which the slices have no values, in the order in which they are written.</summary>
    /// <param name="binCount">Bins of the column.</param>
    public void LeaveOut(int binCount)
    {
        foreach (var slice in _slices)
        {
            slice.Counts.Add(new SliceCounts { BinCounts = { new long[binCount] } });
        }
    }

    /// <summary>One per value.</summary>
    public IEnumerable<SliceBaseline> Describe() => _slices;

    // Null when there are too many different ones: then they measure, and do not name.
    private static string[]? TextsOf(float[] numbers)
    {
        var texts = new Dictionary<float, string>();
        foreach (var number in numbers)
        {
            if (!texts.ContainsKey(number))
            {
                if (texts.Count > MostValues)
                {
                    return null;
                }

                texts[number] = float.IsNaN(number) ? "" : ((double)number).ToString(CultureInfo.InvariantCulture);
            }
        }

        return Array.ConvertAll(numbers, number => texts[number]);
    }
}
