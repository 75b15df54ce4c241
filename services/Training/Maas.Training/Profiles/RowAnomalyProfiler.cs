using Maas.Statistics;

namespace Maas.Training.Profiles;

/// <summary>Finds sampled rows that are unusual in several numeric columns together.</summary>
internal static class RowAnomalyProfiler
{
    private const int MaxRows = 10;

    // Liu et al., 2008, section 2: clearly above 0.5 is anomalous; 0.6 is the bound of their figures.
    private const double Threshold = 0.6;

    // Fixed: the profile of a version is always the same.
    private const int Seed = 20080101;

    /// <summary>Scores the rows; null without 2 rows or a column that varies.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="columns">Profiles of the sample's columns.</param>
    public static RowAnomalies? Run(TableSample sample, IReadOnlyList<ColumnProfile> columns)
    {
        var varying = Enumerable.Range(0, columns.Count)
            .Where(i => columns[i].Numeric is { } numeric && numeric.Min < numeric.Max)
            .ToList();
        if (varying.Count == 0 || sample.RowNumbers.Length < 2)
        {
            return null;
        }

        var rows = Rows(sample, varying, columns);
        var scores = IsolationForest.Fit(rows, varying.Count, new Random(Seed)).Score(rows);
        var order = Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).ThenBy(row => row).Take(MaxRows);
        return new RowAnomalies(
            [.. varying.Select(i => columns[i].Column.Name)],
            Threshold,
            scores.LongCount(score => score > Threshold),
            [.. order.Select(row => new ScoredRow(sample.RowNumbers[row], scores[row]))]);
    }

    private static double[] Rows(TableSample sample, List<int> varying, IReadOnlyList<ColumnProfile> columns)
    {
        var rows = new double[sample.RowNumbers.Length * varying.Count];
        for (var j = 0; j < varying.Count; j++)
        {
            var values = sample.Columns[varying[j]];
            var median = columns[varying[j]].Numeric!.Median;
            for (var row = 0; row < values.Length; row++)
            {
                rows[(row * varying.Count) + j] = double.IsNaN(values[row]) ? median : values[row];
            }
        }

        return rows;
    }
}
