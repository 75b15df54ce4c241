using System.Globalization;
using Maas.Errors;
using Maas.Filtering;
using Maas.Storage.Database;

namespace Maas.Registry.Search;

/// <summary>Makes a condition in SQL of a filter. Names come from the schema, values become parameters: nothing a caller wrote is text of the query.</summary>
internal sealed class FilterCompiler(SearchSchema schema, SearchQuery query)
{
    private static readonly string[] TimeFormats =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK"];

    /// <summary>The condition; <c>1 = 1</c> for no filter.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: an unknown field, or a value that does not fit it.</exception>
    public string Compile(Filter? filter) => filter switch
    {
        null => "1 = 1",
        Filter.Conjunction all => $"({string.Join(" AND ", all.Terms.Select(Compile))})",
        Filter.Disjunction any => $"({string.Join(" OR ", any.Terms.Select(Compile))})",
        Filter.Negation not => $"NOT {Compile(not.Term)}",
        Filter.Restriction restriction => Compile(restriction),
        _ => throw new InvalidOperationException($"A filter of type {filter.GetType()} has no translation."),
    };

    private string Compile(Filter.Restriction restriction)
    {
        var field = schema.Find(restriction);
        var isAny = restriction is { Comparison: FilterComparison.Has, Value: "*" } or { Comparison: FilterComparison.Has, Path.Count: 1 };
        return field switch
        {
            SearchField.OfEntry entry when isAny => IsAmong(entry, "1 = 1"),
            // A missing entry is not equal to anything.
            SearchField.OfEntry entry when restriction.Comparison == FilterComparison.NotEqual =>
                $"NOT {Compile(restriction with { Comparison = FilterComparison.Equal })}",
            SearchField.OfEntry { Kind: SearchKind.Text } entry => IsAmong(entry, Compare(entry, restriction, restriction.Comparison)),
            SearchField.OfEntry entry => LooksUp(entry, restriction),
            { Kind: SearchKind.Text } when restriction is { Comparison: FilterComparison.Has, Value: "*" } => $"({field.Column} <> '')",
            _ => $"({Compare(field, restriction, restriction.Comparison)})",
        };
    }

    /// <summary>Texts are mostly compared with one that few rows have: the index of the values leads to them.</summary>
    private string IsAmong(SearchField.OfEntry entry, string condition) =>
        $"{entry.Map.RowColumn} IN (SELECT {entry.Map.OwnerColumn} FROM {entry.Map.Table} WHERE {entry.Map.KeyColumn} = {query.Add(entry.Key)} AND {condition})";

    /// <summary>Numbers are mostly compared with one that many rows pass: they are looked up row by row, in the order of the list.</summary>
    private string LooksUp(SearchField.OfEntry entry, Filter.Restriction restriction)
    {
        var lookUp = entry.LookUp(query);
        return $"(CASE WHEN {lookUp} {Operator(restriction.Comparison)} {query.Add(Read(entry.Kind, restriction))} THEN 1 ELSE 0 END = 1)";
    }

    private string Compare(SearchField field, Filter.Restriction restriction, FilterComparison comparison)
    {
        if (field.Kind == SearchKind.Text && restriction.Value is [.. var start, '*']
            && comparison is FilterComparison.Equal or FilterComparison.NotEqual or FilterComparison.Has)
        {
            return ComparePrefix(field.Column, start, comparison);
        }

        if (field.Kind == SearchKind.Text && restriction.Value.Contains('*', StringComparison.Ordinal))
        {
            throw Invalid(restriction, "'*' at the end of the value only, and only with =, != or :");
        }

        return $"{field.Column} {Operator(comparison)} {query.Add(Read(field.Kind, restriction))}";
    }

    // As a range, which an index can find. The text after all that begin so: its last character is the next one.
    private string ComparePrefix(string column, string start, FilterComparison comparison)
    {
        if (start.Length == 0)
        {
            return comparison == FilterComparison.NotEqual ? "1 = 0" : "1 = 1";
        }

        var range = $"({column} >= {query.Add(start)} AND {column} < {query.Add(start + "\U0010FFFF")})";
        return comparison == FilterComparison.NotEqual ? $"NOT {range}" : range;
    }

    private static object Read(SearchKind kind, Filter.Restriction restriction) => kind switch
    {
        SearchKind.Text => restriction.Value,
        SearchKind.Integer => long.TryParse(restriction.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? integer : throw Invalid(restriction, "a whole number"),
        SearchKind.Number => double.TryParse(restriction.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number)
            ? Math.Clamp(number, double.MinValue, double.MaxValue) : throw Invalid(restriction, "a number"),
        SearchKind.Time => DateTimeOffset.TryParseExact(
                restriction.Value, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UnixMicroseconds : throw Invalid(restriction, "a time such as 2026-01-31 or 2026-01-31T12:00:00Z"),
        _ => throw new InvalidOperationException($"Values of kind {kind} cannot be read."),
    };

    private static string Operator(FilterComparison comparison) => comparison switch
    {
        FilterComparison.Equal or FilterComparison.Has => "=",
        FilterComparison.NotEqual => "<>",
        FilterComparison.Less => "<",
        FilterComparison.LessOrEqual => "<=",
        FilterComparison.Greater => ">",
        _ => ">=",
    };

    private static MaasException Invalid(Filter.Restriction restriction, string expected) => CommonErrors.InvalidField(
        "filter", $"At character {restriction.Position}: '{string.Join('.', restriction.Path)}' is compared with {expected}, got '{restriction.Value}'.");
}
