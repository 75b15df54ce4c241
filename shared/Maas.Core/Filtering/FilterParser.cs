using Maas.Errors;

namespace Maas.Filtering;

/// <summary>Makes a tree of a filter's pieces. Source of the grammar: google.aip.dev/160. Not thread-safe.</summary>
/// <param name="text">The filter.</param>
/// <param name="field">Name of the request's field, for messages.</param>
internal sealed class FilterParser(string text, string field)
{
    private const int MaxDepth = 32;
    private const int MaxRestrictions = 64;

    private readonly List<FilterToken> _tokens = new FilterLexer(text, field).ReadAll();
    private int _next;
    private int _depth;
    private int _restrictions;

    private FilterToken Current => _tokens[_next];

    public Filter? Parse()
    {
        if (Current.Kind == FilterTokenKind.End)
        {
            return null;
        }

        var filter = ParseAll();
        return Current.Kind == FilterTokenKind.End ? filter : throw Unexpected("AND, OR or the end");
    }

    // Terms side by side are joined as if AND stood between them.
    private Filter ParseAll()
    {
        var terms = new List<Filter> { ParseAny() };
        while (Current.Kind is not (FilterTokenKind.End or FilterTokenKind.Close))
        {
            TryTakeWord("AND");
            terms.Add(ParseAny());
        }

        return terms.Count == 1 ? terms[0] : new Filter.Conjunction(terms);
    }

    private Filter ParseAny()
    {
        var terms = new List<Filter> { ParseTerm() };
        while (TryTakeWord("OR"))
        {
            terms.Add(ParseTerm());
        }

        return terms.Count == 1 ? terms[0] : new Filter.Disjunction(terms);
    }

    private Filter ParseTerm()
    {
        if (Current.Kind == FilterTokenKind.Minus)
        {
            _next++;
            return new Filter.Negation(ParseSimple());
        }

        return TryTakeWord("NOT") ? new Filter.Negation(ParseSimple()) : ParseSimple();
    }

    private Filter ParseSimple()
    {
        if (Current.Kind != FilterTokenKind.Open)
        {
            return ParseRestriction();
        }

        if (++_depth > MaxDepth)
        {
            throw CommonErrors.InvalidField(field, $"At character {Current.Position}: expected at most {MaxDepth} parentheses inside each other.");
        }

        _next++;
        var inner = ParseAll();
        if (Current.Kind != FilterTokenKind.Close)
        {
            throw Unexpected("')'");
        }

        _next++;
        _depth--;
        return inner;
    }

    private Filter.Restriction ParseRestriction()
    {
        if (++_restrictions > MaxRestrictions)
        {
            throw CommonErrors.InvalidField(field, $"Expected at most {MaxRestrictions} comparisons.");
        }

        var position = Current.Position;
        var path = ParsePath();
        if (Current.Kind != FilterTokenKind.Comparison)
        {
            throw Unexpected("one of = != < <= > >= :");
        }

        var comparison = Current.Comparison;
        _next++;
        if (Current.Kind is not (FilterTokenKind.Text or FilterTokenKind.Quoted))
        {
            throw Unexpected("a value");
        }

        var value = Current;
        _next++;
        return new Filter.Restriction(path, comparison, value.Text, value.Kind == FilterTokenKind.Quoted, position);
    }

    /// <summary>Names between dots; a name with other characters stands in quotes: <c>labels."my key"</c>.</summary>
    private List<string> ParsePath()
    {
        if (Current.Kind != FilterTokenKind.Text || IsWord("AND") || IsWord("OR") || IsWord("NOT"))
        {
            throw Unexpected("a field");
        }

        var path = new List<string>();
        var rest = Current.Text;
        while (true)
        {
            _next++;
            var isOpen = rest.EndsWith('.');
            path.AddRange((isOpen ? rest[..^1] : rest).Split('.'));
            if (isOpen)
            {
                path.Add(TakeQuotedName());
            }

            if (!isOpen || Current is not { Kind: FilterTokenKind.Text, IsGlued: true } || !Current.Text.StartsWith('.'))
            {
                break;
            }

            rest = Current.Text[1..];
        }

        return path.TrueForAll(name => name.Length > 0) ? path : throw Unexpected("a field without empty names");
    }

    private string TakeQuotedName()
    {
        if (Current is not { Kind: FilterTokenKind.Quoted, IsGlued: true })
        {
            throw Unexpected("a name behind the dot");
        }

        return _tokens[_next++].Text;
    }

    private bool TryTakeWord(string word)
    {
        if (!IsWord(word))
        {
            return false;
        }

        _next++;
        return true;
    }

    private bool IsWord(string word) => Current.Kind == FilterTokenKind.Text && Current.Text == word;

    private MaasException Unexpected(string expected) => CommonErrors.InvalidField(
        field, $"At character {Current.Position}: expected {expected}, got {Current.Shown}.");
}
