using System.Globalization;
using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>
/// Computes the profile of a table by exact queries over all of its rows. Not thread-safe.
/// </summary>
/// <remarks>
/// DuckDB's SUMMARIZE is not used: its quantiles are approximate and differ between runs. Its skewness and kurtosis
/// are not used either: they sum raw powers, which cancel when the mean is large beside the spread.
/// </remarks>
/// <param name="connection">Reads the table.</param>
/// <param name="tablePath">The table (Parquet).</param>
/// <param name="columns">Its columns.</param>
internal sealed class TableProfiler(DuckDBConnection connection, string tablePath, IReadOnlyList<DataColumn> columns)
{
    private const int MaxTopValues = 20;
    private const int MaxValueLength = 256;
    private const int MaxCorrelatedColumns = 200;

    private readonly string _from = $"FROM read_parquet({DuckDb.Literal(tablePath)})";

    /// <summary>Runs all queries.</summary>
    public DatasetProfile Run(CancellationToken cancellationToken)
    {
        var rowCount = connection.Query($"SELECT count(*) {_from}", row => row.GetInt64(0))[0];
        var profiles = new List<ColumnProfile>(columns.Count);
        foreach (var column in columns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            profiles.Add(ProfileColumn(column, rowCount));
        }

        var correlations = Correlate(profiles, cancellationToken);
        var distinctRows = connection.Query($"SELECT count(*) FROM (SELECT DISTINCT * {_from})", row => row.GetInt64(0))[0];
        return new DatasetProfile(rowCount, profiles, correlations, rowCount - distinctRows);
    }

    private ColumnProfile ProfileColumn(DataColumn column, long rowCount)
    {
        var name = DuckDb.Identifier(column.Name);
        var (present, distinct) = connection.Query(
            $"SELECT count({name}), count(DISTINCT {name}) {_from}", row => (row.GetInt64(0), row.GetInt64(1)))[0];
        var numeric = column.Kind == ColumnKind.Numeric && present > 0
            ? new NumericProfiler(connection, $"SELECT {name} AS x {_from} WHERE {name} IS NOT NULL", present).Run()
            : null;
        var topValues = column.Kind == ColumnKind.Numeric ? [] : connection.Query(
            $"""
            SELECT {name}, count(*) AS n {_from} WHERE {name} IS NOT NULL
            GROUP BY {name} ORDER BY n DESC, {name} LIMIT {MaxTopValues}
            """,
            row => new ValueCount(Cut(row.GetString(0)), row.GetInt64(1)));
        return new ColumnProfile(column, present, rowCount - present, distinct, numeric, topValues);
    }

    private List<Correlation> Correlate(List<ColumnProfile> profiles, CancellationToken cancellationToken)
    {
        var numeric = profiles.Where(profile => profile.Column.Kind == ColumnKind.Numeric).Take(MaxCorrelatedColumns).ToList();
        var found = new List<Correlation>();
        for (var left = 0; left < numeric.Count - 1; left++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rights = numeric.Skip(left + 1).ToList();
            var leftName = DuckDb.Identifier(numeric[left].Column.Name);
            var terms = rights.Select(right => Term(leftName, DuckDb.Identifier(right.Column.Name)));
            var values = connection.Query(
                $"SELECT {string.Join(", ", terms)} {_from}",
                row => rights.Select((_, i) => row.IsDBNull(i) ? (double?)null : row.GetDouble(i)).ToList())[0];
            found.AddRange(rights.Select((right, i) => new Correlation(
                numeric[left].Column.Name, right.Column.Name, values[i] is { } value && double.IsFinite(value) ? value : null)));
        }

        return found;
    }

    // Without spread over the common rows the engine may divide rounding errors: asked for first.
    private static string Term(string left, string right)
    {
        var both = $"FILTER ({left} IS NOT NULL AND {right} IS NOT NULL)";
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            CASE WHEN min({left}) {both} < max({left}) {both} AND min({right}) {both} < max({right}) {both}
            THEN greatest(-1, least(1, corr({left}, {right}))) END
            """);
    }

    private static string Cut(string value) => value.Length <= MaxValueLength ? value : value[..MaxValueLength] + "…";
}
