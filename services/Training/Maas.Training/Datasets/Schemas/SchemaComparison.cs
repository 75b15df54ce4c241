using System.Globalization;
using DuckDB.NET.Data;

namespace Maas.Training.Datasets.Schemas;

/// <summary>Compares a version with a schema, over all rows. Not thread-safe.</summary>
/// <param name="connection">The data engine.</param>
/// <param name="from">Where the rows are, in SQL.</param>
/// <param name="version">The version.</param>
internal sealed class SchemaComparison(DuckDBConnection connection, string from, DatasetVersion version)
{
    private readonly List<SchemaAnomaly> _found = [];

    /// <summary>All anomalies: of the table, then of the columns in the order of the schema, then new columns.</summary>
    public IReadOnlyList<SchemaAnomaly> Run(DatasetSchema schema, CancellationToken cancellationToken)
    {
        CompareRowCount(schema);
        foreach (var expected in schema.Columns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var actual = version.Columns.FirstOrDefault(column => column.Name == expected.Name);
            if (actual is not null)
            {
                CompareColumn(expected, actual);
            }
            else if (!expected.IsOptional)
            {
                Add(AnomalyKind.MissingColumn, expected.Name, version.RowCount, $"Expected a column '{expected.Name}', there is none.");
            }
        }

        foreach (var column in version.Columns.Where(_ => !schema.AllowsNewColumns).ExceptBy(schema.Columns.Select(column => column.Name), column => column.Name))
        {
            Add(AnomalyKind.NewColumn, column.Name, version.RowCount,
                $"Column '{column.Name}' is not in the schema. Add it there, or leave it out of the file.", isError: false);
        }

        return _found;
    }

    private void CompareRowCount(DatasetSchema schema)
    {
        if (version.RowCount < schema.MinRowCount)
        {
            Add(AnomalyKind.LowRowCount, "", version.RowCount, Text($"Expected {schema.MinRowCount} rows or more, got {version.RowCount}."));
        }

        if (version.RowCount > schema.MaxRowCount)
        {
            Add(AnomalyKind.HighRowCount, "", version.RowCount, Text($"Expected {schema.MaxRowCount} rows or fewer, got {version.RowCount}."));
        }
    }

    private void CompareColumn(ColumnSchema expected, DataColumn actual)
    {
        var facts = ColumnFacts.Of(connection, from, actual);
        ComparePresence(expected, facts);
        if (facts.PresentCount == 0)
        {
            // Its kind was found from nothing.
            return;
        }

        var isOther = (expected.Kind is ColumnKind.Numeric or ColumnKind.Image || actual.Kind is ColumnKind.Numeric or ColumnKind.Image)
            && expected.Kind != actual.Kind;
        if (isOther)
        {
            Add(AnomalyKind.UnexpectedType, actual.Name, version.RowCount,
                $"Column '{actual.Name}': expected {expected.Kind}, got {actual.Kind}.", examples: actual.Kind == ColumnKind.Image ? [] : Examples(actual, "true"));
            return;
        }

        if (expected.Kind == ColumnKind.Categorical && actual.Kind == ColumnKind.Text)
        {
            Add(AnomalyKind.UnexpectedType, actual.Name, version.RowCount,
                $"Column '{actual.Name}': expected categories, got text of many distinct values.", isError: false);
        }

        CompareValues(expected, actual, facts);
        CompareRange(expected, actual, facts);
        CompareDistinct(expected, actual, facts);
    }

    private void ComparePresence(ColumnSchema expected, ColumnFacts facts)
    {
        var ratio = (double)facts.PresentCount / version.RowCount;
        if (facts.PresentCount == 0)
        {
            Add(AnomalyKind.NoValues, expected.Name, version.RowCount, $"Column '{expected.Name}': no row has a value.",
                isError: expected.MinPresentRatio > 0);
        }
        else if (ratio < expected.MinPresentRatio)
        {
            Add(AnomalyKind.LowPresence, expected.Name, version.RowCount - facts.PresentCount, Text(
                $"Column '{expected.Name}': expected a value in {expected.MinPresentRatio:P1} of the rows or more, got {ratio:P1}."));
        }
    }

    private void CompareValues(ColumnSchema expected, DataColumn actual, ColumnFacts facts)
    {
        if (expected.Values.Count == 0)
        {
            return;
        }

        var condition = $"{DuckDb.Identifier(actual.Name)} NOT IN ({string.Join(", ", expected.Values.Select(DuckDb.Literal))})";
        var unknown = Count(condition);
        var known = 1 - ((double)unknown / facts.PresentCount);
        if (known < expected.MinKnownRatio)
        {
            Add(AnomalyKind.UnexpectedValues, actual.Name, unknown, Text(
                $"Column '{actual.Name}': expected {expected.MinKnownRatio:P1} of the values or more among the {expected.Values.Count} known ones, got {known:P1}."),
                examples: Examples(actual, condition));
        }
    }

    private void CompareRange(ColumnSchema expected, DataColumn actual, ColumnFacts facts)
    {
        var name = DuckDb.Identifier(actual.Name);
        if (facts.Min < expected.Min)
        {
            var condition = $"{name} < {DuckDb.Literal(expected.Min.Value)}";
            Add(AnomalyKind.TooSmall, actual.Name, Count(condition),
                Text($"Column '{actual.Name}': expected {expected.Min} or more, got {facts.Min}."), examples: Examples(actual, condition));
        }

        if (facts.Max > expected.Max)
        {
            var condition = $"{name} > {DuckDb.Literal(expected.Max.Value)}";
            Add(AnomalyKind.TooLarge, actual.Name, Count(condition),
                Text($"Column '{actual.Name}': expected {expected.Max} or less, got {facts.Max}."), examples: Examples(actual, condition));
        }
    }

    private void CompareDistinct(ColumnSchema expected, DataColumn actual, ColumnFacts facts)
    {
        var name = DuckDb.Identifier(actual.Name);
        if (expected.IsUnique && facts.DistinctCount < facts.PresentCount)
        {
            Add(AnomalyKind.NotUnique, actual.Name, facts.PresentCount - facts.DistinctCount,
                Text($"Column '{actual.Name}': expected each value once, {facts.PresentCount - facts.DistinctCount} stand once more."),
                examples: Examples(actual, $"{name} IN (SELECT {name} {from} GROUP BY {name} HAVING count(*) > 1)"));
        }

        if (facts.DistinctCount < expected.MinDistinctCount)
        {
            Add(AnomalyKind.LowDistinct, actual.Name, facts.DistinctCount,
                Text($"Column '{actual.Name}': expected {expected.MinDistinctCount} distinct values or more, got {facts.DistinctCount}."));
        }

        if (facts.DistinctCount > expected.MaxDistinctCount)
        {
            Add(AnomalyKind.HighDistinct, actual.Name, facts.DistinctCount,
                Text($"Column '{actual.Name}': expected {expected.MaxDistinctCount} distinct values or fewer, got {facts.DistinctCount}."));
        }
    }

    private long Count(string condition) =>
        connection.Query($"SELECT count(*) {from} WHERE {condition}", row => row.GetInt64(0))[0];

    private List<string> Examples(DataColumn column, string condition)
    {
        var name = DuckDb.Identifier(column.Name);
        return connection.Query(
            $"""
            SELECT CAST({name} AS VARCHAR) {from} WHERE {name} IS NOT NULL AND {condition}
            GROUP BY {name} ORDER BY count(*) DESC, {name} LIMIT 5
            """,
            row => Tables.RejectLog.Shown(row.GetString(0)));
    }

    private void Add(string kind, string column, long count, string message, bool isError = true, IReadOnlyList<string>? examples = null) =>
        _found.Add(new SchemaAnomaly(kind, isError, column, count, message, examples ?? []));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
