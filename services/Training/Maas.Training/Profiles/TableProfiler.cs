using DuckDB.NET.Data;
using Maas.Statistics;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>
/// Computes the profile of a table over all of its rows; what the summaries say otherwise, over a sample. Not thread-safe.
/// </summary>
/// <remarks>DuckDB's SUMMARIZE is not used: its quantiles are approximate and differ between runs.</remarks>
/// <param name="connection">Reads the table.</param>
/// <param name="tablePath">The table (Parquet).</param>
/// <param name="columns">Its columns.</param>
internal sealed class TableProfiler(DuckDBConnection connection, string tablePath, IReadOnlyList<DataColumn> columns)
{
    private const int MaxNumericColumns = 200;
    private const int MaxCategoricalColumns = 40;

    private readonly string _from = $"FROM read_parquet({DuckDb.Literal(tablePath)})";

    /// <summary>Runs all queries.</summary>
    public DatasetProfile Run(CancellationToken cancellationToken)
    {
        var rowCount = connection.Query($"SELECT count(*) {_from}", row => row.GetInt64(0))[0];
        var profiler = new ColumnProfiler(connection, _from, rowCount);
        var profiles = Each(columns, profiler.Run, cancellationToken);
        var numbers = OfKind(profiles, ColumnKind.Numeric, MaxNumericColumns);
        var categories = OfKind(profiles, ColumnKind.Categorical, MaxCategoricalColumns);
        var relations = new RelationQueries(connection, _from);
        var names = categories.Select(category => category.Column.Name).ToList();
        var sample = TableSample.Read(connection, _from, rowCount, [.. numbers.Select(number => number.Column.Name)]);
        return new DatasetProfile(
            rowCount, profiles, Correlate(relations, numbers, sample, cancellationToken), CountDuplicates())
        {
            Format = DatasetProfile.CurrentFormat,
            SampledRowCount = sample.RowNumbers.Length,
            CategoryAssociations = Each([.. Pairs(names)], pair => relations.Associate(pair.Left, pair.Right), cancellationToken),
            CategoryEffects = [.. Each(names, name => relations.Compare(name, numbers).ToList(), cancellationToken).SelectMany(found => found)],
            RowAnomalies = RowAnomalyProfiler.Run(sample, numbers),
        };
    }

    private static List<Correlation> Correlate(
        RelationQueries relations, List<ColumnProfile> numbers, TableSample sample, CancellationToken cancellationToken)
    {
        var ranked = numbers.Count < 2 ? [] : sample.Columns.Select(values => new RankedSample(values)).ToList();
        var found = new List<Correlation>();
        for (var left = 0; left < numbers.Count - 1; left++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.AddRange(relations.Correlate(numbers[left], numbers[(left + 1)..]).Select((correlation, i) =>
                correlation with { Spearman = ranked[left].Spearman(ranked[left + 1 + i]) }));
        }

        return found;
    }

    // Rows with a hash that stands once are no duplicates; only the others need be compared as a whole. Hashes that are equal
    // by chance only make a row a candidate.
    private long CountDuplicates()
    {
        var names = string.Join(", ", columns.Select(column => DuckDb.Identifier(column.Name)));
        var hash = $"hash({names})";
        return connection.Query(
            $"""
            WITH candidates AS (SELECT {hash} AS h {_from} GROUP BY 1 HAVING count(*) > 1)
            SELECT CAST(coalesce(sum(n) - count(*), 0) AS BIGINT)
            FROM (SELECT count(*) AS n {_from} WHERE {hash} IN (SELECT h FROM candidates) GROUP BY {names})
            """,
            row => row.GetInt64(0))[0];
    }

    private static List<ColumnProfile> OfKind(List<ColumnProfile> profiles, ColumnKind kind, int limit) =>
        [.. profiles.Where(profile => profile.Column.Kind == kind).Take(limit)];

    private static IEnumerable<(string Left, string Right)> Pairs(List<string> names) =>
        names.SelectMany((left, i) => names.Skip(i + 1).Select(right => (left, right)));

    private static List<TResult> Each<T, TResult>(
        IReadOnlyList<T> items, Func<T, TResult> run, CancellationToken cancellationToken) => [.. items.Select(item =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return run(item);
        })];
}
