using System.Text.Json;
using Maas.Errors;
using Maas.Storage.Database;

namespace Maas.Registry.Search;

/// <summary>
/// The order of a list: by one field, ties by the key of the row. Rows without a value come last. Immutable.
/// </summary>
/// <param name="Field">Null for the order of the key alone.</param>
/// <param name="IsDescending">Highest first.</param>
/// <param name="KeyColumn">Column that no two rows share.</param>
internal sealed record SearchOrder(SearchField? Field, bool IsDescending, string KeyColumn)
{
    private const string Name = "order_by";

    private string Direction => IsDescending ? "DESC" : "ASC";

    /// <summary>Reads <c>field</c> or <c>field desc</c>.</summary>
    /// <param name="text">Empty means by the key, highest first.</param>
    /// <param name="schema">The fields there are.</param>
    /// <param name="keyColumn">Column that no two rows share.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public static SearchOrder Parse(string text, SearchSchema schema, string keyColumn)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return new SearchOrder(null, IsDescending: true, keyColumn);
        }

        if (words.Length > 2 || text.Any(char.IsControl) || words[0].Contains(',', StringComparison.Ordinal) || (words.Length == 2 && words[1] is not ("asc" or "desc")))
        {
            throw CommonErrors.InvalidField(Name, $"Expected one field, or a field and 'desc', got '{text}'.");
        }

        var field = schema.Find(words[0].Split('.')) ?? throw CommonErrors.InvalidField(
            Name, $"Expected one of {schema.Names}, got '{words[0]}'.");
        return new SearchOrder(field, words is [_, "desc"], keyColumn);
    }

    /// <summary>What the rows are ordered by, as a column of the result: a number, or a text.</summary>
    public string Expression(SearchQuery query) => Field switch
    {
        null => "0",
        SearchField.OfEntry entry =>
            $"COALESCE({entry.LookUp(query)}, {query.Add(Missing(entry.Kind))})",
        _ => Field.Column,
    };

    /// <summary>Condition for the rows behind the last one of the page before.</summary>
    /// <param name="expression">See <see cref="Expression"/>.</param>
    /// <param name="after">Null for the first page.</param>
    /// <param name="query">Takes the values.</param>
    public string Behind(string expression, string? after, SearchQuery query)
    {
        if (after is null)
        {
            return "1 = 1";
        }

        var mark = Read(after);
        var sign = IsDescending ? '<' : '>';
        var key = query.Add(Value(mark.Key));
        if (Field is null)
        {
            return $"{KeyColumn} {sign} {key}";
        }

        var value = query.Add(Value(mark.Value));
        return $"({expression} {sign} {value} OR ({expression} = {value} AND {KeyColumn} {sign} {key}))";
    }

    /// <summary>What <c>ORDER BY</c> is followed by.</summary>
    /// <param name="alias">Name of the result's column that holds the expression.</param>
    public string Clause(string alias) =>
        Field is null ? $"{KeyColumn} {Direction}" : $"{alias} {Direction}, {KeyColumn} {Direction}";

    /// <summary>Where a page ended, for its token.</summary>
    public static string MarkOf(object value, object key) =>
        DatabaseJson.Write(new Mark(JsonSerializer.SerializeToElement(value), JsonSerializer.SerializeToElement(key)));

    /// <exception cref="MaasException"><c>PAGE_TOKEN_INVALID</c>: the checksum of a token is no secret.</exception>
    private static Mark Read(string after)
    {
        try
        {
            return DatabaseJson.Read<Mark>(after);
        }
        catch (InvalidDataException)
        {
            throw CommonErrors.PageTokenInvalid();
        }
    }

    private object Missing(SearchKind kind) => kind == SearchKind.Text
        ? IsDescending ? "" : "\U0010FFFF"
        : IsDescending ? double.MinValue : double.MaxValue;

    private static object Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        _ when element.TryGetInt64(out var integer) => integer,
        _ => element.GetDouble(),
    };

    private sealed record Mark(JsonElement Value, JsonElement Key);
}
