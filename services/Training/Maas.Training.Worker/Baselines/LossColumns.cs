using Maas.Contracts.Monitoring.V1;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Baselines;

/// <summary>What models of errors look at: the prediction, numbers, and whether a feature has a category. Immutable.</summary>
/// <remarks>
/// At most 200 columns: the prediction, then numeric features in the order of the inputs, then the most frequent categories of all features. Left out
/// are what is beyond that, the eleventh and rarer categories of a feature (their rows have 0 in all its columns, as those without a value
/// have), what is the same in all test rows, and texts and images.
/// </remarks>
internal sealed class LossColumns
{
    private const int MostColumns = 200;
    private const int MostCategories = 10;

    private readonly Source[] _sources;

    private LossColumns(Source[] sources) => _sources = sources;

    /// <summary>One per column.</summary>
    public IEnumerable<LossColumn> Descriptions => _sources.Select(source => source.Description);

    /// <summary>Whether each column holds numbers, so that its square tells more than itself.</summary>
    public bool[] AreNumbers => Array.ConvertAll(_sources, source => source.Column.Numbers is not null);

    /// <summary>Chooses them.</summary>
    /// <param name="rows">Test rows, the prediction, a number, first; one row or more.</param>
    /// <param name="seen">How each column of them looked in the training rows.</param>
    public static LossColumns Choose(RawRows rows, IReadOnlyList<FeatureBaseline> seen)
    {
        var numbers = rows.Columns.Zip(seen)
            .Where(pair => pair.First.Numbers is not null)
            .Select(pair => Source.OfNumbers(pair.First, pair.Second.Numeric.Range))
            .Where((source, place) => place == 0 || source.HasSpread);
        var categories = rows.Columns
            .Where(column => column.Texts is not null)
            .SelectMany(column => Categories(column.Texts!).Select(pair => (Source: Source.OfCategory(column, pair.Key), Count: pair.Value)))
            .OrderByDescending(found => found.Count)
            .Select(found => found.Source);
        return new LossColumns([.. numbers.Concat(categories).Take(MostColumns)]);
    }

    /// <summary>Their values in some rows, shape [rows, columns], row-major, all finite.</summary>
    public double[] ValuesOf(int[] rows)
    {
        var values = new double[rows.Length * _sources.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _sources[i % _sources.Length].At(rows[i / _sources.Length]);
        }

        return values;
    }

    private static IEnumerable<KeyValuePair<string, int>> Categories(string[] values) => values
        .Where(value => value.Length > 0)
        .CountBy(value => value, StringComparer.Ordinal)
        .Where(count => count.Value < values.Length)
        .OrderByDescending(count => count.Value)
        .ThenBy(count => count.Key, StringComparer.Ordinal)
        .Take(MostCategories);

    private sealed record Source(RawColumn Column, LossColumn Description, double Low, double High)
    {
        public bool HasSpread => Enumerable.Range(0, Column.Numbers!.Length).Any(row => At(row) != At(0));

        public static Source OfNumbers(RawColumn column, ValueRange? seen)
        {
            // Nothing was learnt beyond the training rows; a square goes far there.
            var (low, high) = seen is null ? (double.MinValue, double.MaxValue) : (seen.Minimum, seen.Maximum);
            var mean = column.Numbers!.Where(number => !float.IsNaN(number)).Select(number => Math.Clamp(number, low, high)).DefaultIfEmpty().Average();
            return new Source(column, new LossColumn { Feature = column.Name, Mean = mean }, low, high);
        }

        public static Source OfCategory(RawColumn column, string category) =>
            new(column, new LossColumn { Feature = column.Name, Category = category }, 0, 1);

        public double At(int row)
        {
            if (Column.Texts is { } texts)
            {
                return texts[row] == Description.Category ? 1 : 0;
            }

            return float.IsNaN(Column.Numbers![row]) ? Description.Mean : Math.Clamp(Column.Numbers[row], Low, High);
        }
    }
}
