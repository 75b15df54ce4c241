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
    /// <param name="left">Profile of the one.</param>
    /// <param name="rights">Profiles of the others.</param>
    public IEnumerable<Correlation> Correlate(ColumnProfile left, IReadOnlyList<ColumnProfile> rights) =>
        rights.Chunk(PairsPerQuery).SelectMany(chunk =>
        {
            var terms = chunk.Select(right => CorrelationTerms(left, right));
            return connection.Query($"SELECT {string.Join(", ", terms)} {from}", row => chunk.Select((right, i) =>
            {
                var covariance = FiniteAt(row, (2 * i) + 1);
                var pearson = AreComplete(left, right) ? Scaled(covariance, left, right) : FiniteAt(row, 2 * i);
                return new Correlation(left.Column.Name, right.Column.Name, pearson) { Covariance = covariance };
            }).ToList())[0];
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

    // Of columns without gaps the deviations are known: a sixth of the work for most pairs of most tables.
    private static bool AreComplete(ColumnProfile left, ColumnProfile right) =>
        left is { MissingCount: 0, Numeric.StandardDeviation: > 0 } && right is { MissingCount: 0, Numeric.StandardDeviation: > 0 };

    private static double? Scaled(double? covariance, ColumnProfile left, ColumnProfile right) =>
        covariance / left.Numeric!.StandardDeviation / right.Numeric!.StandardDeviation is { } coefficient
        && double.IsFinite(coefficient) ? Math.Clamp(coefficient, -1, 1) : null;

    private static string CorrelationTerms(ColumnProfile leftColumn, ColumnProfile rightColumn)
    {
        var (left, right) = (DuckDb.Identifier(leftColumn.Column.Name), DuckDb.Identifier(rightColumn.Column.Name));
        if (AreComplete(leftColumn, rightColumn))
        {
            return $"NULL, covar_samp({left}, {right})";
        }

        // Without spread over the common rows the engine may divide rounding errors: asked for first.
        var both = $"FILTER ({left} IS NOT NULL AND {right} IS NOT NULL)";
        return $"""
            CASE WHEN min({left}) {both} < max({left}) {both} AND min({right}) {both} < max({right}) {both}
            THEN greatest(-1, least(1, corr({left}, {right}))) END, covar_samp({left}, {right})
            """;
    }

    private static double? FiniteAt(DuckDBDataReader row, int field) =>
        !row.IsDBNull(field) && row.GetDouble(field) is var value && double.IsFinite(value) ? value : null;
}
