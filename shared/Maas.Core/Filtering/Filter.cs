namespace Maas.Filtering;

/// <summary>
/// A parsed filter, a tree of conditions. Immutable. The language is that of google.aip.dev/160: comparisons joined by
/// <c>AND</c>, <c>OR</c> (which binds tighter), <c>NOT</c> or <c>-</c>, and parentheses.
/// </summary>
public abstract record Filter
{
    private Filter()
    {
    }

    /// <summary>Parses a filter.</summary>
    /// <param name="text">The filter; empty or blank means everything.</param>
    /// <param name="field">Name of the request's field, for messages.</param>
    /// <returns>Null for everything.</returns>
    /// <exception cref="Errors.MaasException"><c>INVALID_FIELD</c>: says at which character, what was expected and what came.</exception>
    public static Filter? Parse(string text, string field = "filter") => new FilterParser(text, field).Parse();

    /// <summary>All of them hold.</summary>
    /// <param name="Terms">Two or more.</param>
    public sealed record Conjunction(IReadOnlyList<Filter> Terms) : Filter;

    /// <summary>At least one of them holds.</summary>
    /// <param name="Terms">Two or more.</param>
    public sealed record Disjunction(IReadOnlyList<Filter> Terms) : Filter;

    /// <summary>It does not hold.</summary>
    public sealed record Negation(Filter Term) : Filter;

    /// <summary>A field compared with a value.</summary>
    /// <param name="Path">The field, its names between dots: <c>labels</c>, <c>team</c>. One or more.</param>
    /// <param name="Comparison">How.</param>
    /// <param name="Value">As it was written, without quotes.</param>
    /// <param name="IsQuoted">Whether it stood in quotes: then <c>*</c> at the end still means any rest.</param>
    /// <param name="Position">Where the field begins; the first character counts 1.</param>
    public sealed record Restriction(
        IReadOnlyList<string> Path, FilterComparison Comparison, string Value, bool IsQuoted, int Position) : Filter;
}

/// <summary>How a field is compared with a value.</summary>
public enum FilterComparison
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>:</c>, the field has the value; <c>:*</c>, it has any.</summary>
    Has,
}
