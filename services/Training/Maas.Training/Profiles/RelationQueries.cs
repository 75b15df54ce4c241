using DuckDB.NET.Data;
using Maas.Statistics;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Measures how columns go together, over all rows of a table. Not thread-safe.</summary>
/// <param name="connection">Runs the queries.</param>
/// <param name="from">The table, as a FROM clause.</param>
internal sealed class RelationQueries(DuckDBConnection connection, string from)
{
    // Each pair is some aggregates of one query; more of them at a time only cost memory.
    private const int PairsPerQuery = 100;

    /// <summary>Pearson's coefficients and covariances of one numeric column with others.</summary>
    public IEnumerable<Correlation> Correlate(string left, IReadOnlyList<string> rights) =>
        rights.Chunk(PairsPerQuery).SelectMany(chunk =>
        {
            var terms = chunk.Select(right => CorrelationTerms(DuckDb.Identifier(left), DuckDb.Identifier(right)));
            return connection.Query($"SELECT {string.Join(", ", terms)} {from}", row => chunk.Select((right, i) =>
                new Correlation(left, right, FiniteAt(row, 2 * i)) { Covariance = FiniteAt(row, (2 * i) + 1) }).ToList())[0];
        });

    /// <summary>Cramér's V of two categorical columns.</summary>
    public CategoryAssociation Associate(string left, string right)
    {
        var (a, b) = (DuckDb.Identifier(left), DuckDb.Identifier(right));
        var coefficient = connection.Query(
            $"""
            WITH cells AS (SELECT {a} AS a, {b} AS b, count(*)::DOUBLE AS n {from} WHERE {a} IS NOT NULL AND {b} IS NOT NULL GROUP BY 1, 2),
                 lefts AS (SELECT a, sum(n) AS n FROM cells GROUP BY a),
                 rights AS (SELECT b, sum(n) AS n FROM cells GROUP BY b)
            SELECT coalesce(fsum(cells.n / lefts.n * (cells.n / rights.n)) - 1, 0), (SELECT count(*) FROM lefts),
                   (SELECT count(*) FROM rights), CAST(coalesce(sum(cells.n), 0) AS BIGINT)
            FROM cells JOIN lefts USING (a) JOIN rights USING (b)
            """,
            row => CramersV.Compute(row.GetDouble(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)))[0];
        return new CategoryAssociation(left, right, coefficient);
    }

    /// <summary>Correlation ratios of one categorical column with numeric ones.</summary>
    /// <param name="category">The categorical column.</param>
    /// <param name="numbers">Profiles of the numeric columns.</param>
    public IEnumerable<CategoryEffect> Compare(string category, IReadOnlyList<ColumnProfile> numbers) =>
        numbers.Chunk(PairsPerQuery).SelectMany(chunk => Compare(category, chunk));

    private List<CategoryEffect> Compare(string category, ColumnProfile[] numbers)
    {
        // Around the mean of the column, so that squares of large means do not cancel.
        var groups = numbers.Select((number, i) =>
        {
            var d = $"({DuckDb.Identifier(number.Column.Name)} - {DuckDb.Literal(number.Numeric?.Mean ?? 0)})";
            return $"count({d}) AS n{i}, avg({d}) AS m{i}, var_pop({d}) AS v{i}, min({d}) AS a{i}, max({d}) AS b{i}";
        });
        var sums = numbers.Select((_, i) =>
            $"""
            CASE WHEN min(a{i}) < max(b{i}) AND count(m{i}) > 1
            THEN [sum(n{i})::DOUBLE, fsum(n{i} * m{i}), fsum(n{i} * m{i} * m{i}), fsum(n{i} * v{i})] END
            """);
        var column = DuckDb.Identifier(category);
        return connection.Query(
            $"""
            SELECT {string.Join(", ", sums)}
            FROM (SELECT {string.Join(", ", groups)} {from} WHERE {column} IS NOT NULL GROUP BY {column})
            """,
            row => numbers.Select((number, i) => new CategoryEffect(
                category, number.Column.Name, row.IsDBNull(i) ? null : Eta(row.GetFieldValue<List<double>>(i)))).ToList())[0];
    }

    private static double? Eta(List<double> sums)
    {
        var (count, shift, square, within) = (sums[0], sums[1], sums[2], sums[3]);
        return CorrelationRatio.Compute(Math.Max(0, square - (shift / count * shift)), within);
    }

    // Without spread over the common rows the engine may divide rounding errors: asked for first.
    private static string CorrelationTerms(string left, string right)
    {
        var both = $"FILTER ({left} IS NOT NULL AND {right} IS NOT NULL)";
        return $"""
            CASE WHEN min({left}) {both} < max({left}) {both} AND min({right}) {both} < max({right}) {both}
            THEN greatest(-1, least(1, corr({left}, {right}))) END, covar_samp({left}, {right})
            """;
    }

    private static double? FiniteAt(DuckDBDataReader row, int field) =>
        !row.IsDBNull(field) && row.GetDouble(field) is var value && double.IsFinite(value) ? value : null;
}
