using System.Text;
using Maas.Errors;

namespace Maas.Filtering;

/// <summary>Cuts a filter into its pieces. Not thread-safe.</summary>
/// <param name="text">The filter.</param>
/// <param name="field">Name of the request's field, for messages.</param>
internal sealed class FilterLexer(string text, string field)
{
    private const int MaxLength = 4096;
    private const string Marks = "()=<>!:\"'";

    private int _index;

    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public List<FilterToken> ReadAll()
    {
        if (text.Length > MaxLength)
        {
            throw CommonErrors.InvalidField(field, $"Expected at most {MaxLength} characters, got {text.Length}.");
        }

        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
        {
            throw CommonErrors.InvalidField(field, $"At character {nul + 1}: expected text, got the character NUL.");
        }

        var tokens = new List<FilterToken>();
        do
        {
            tokens.Add(Read());
        }
        while (tokens[^1].Kind != FilterTokenKind.End);
        return tokens;
    }

    private FilterToken Read()
    {
        var before = _index;
        while (_index < text.Length && char.IsWhiteSpace(text[_index]))
        {
            _index++;
        }

        var isGlued = _index == before && _index > 0;
        var start = _index;
        if (start == text.Length)
        {
            return new FilterToken(FilterTokenKind.End, "", start + 1);
        }

        var token = text[start] switch
        {
            '(' => Take(FilterTokenKind.Open, 1),
            ')' => Take(FilterTokenKind.Close, 1),
            '"' or '\'' => ReadQuoted(),
            '=' or '<' or '>' or '!' or ':' => ReadComparison(),
            '-' when IsNegation() => Take(FilterTokenKind.Minus, 1),
            _ => ReadText(),
        };
        return token with { IsGlued = isGlued };
    }

    // A minus begins a negation when a field may stand behind it and it is no number.
    private bool IsNegation() =>
        _index + 1 < text.Length && (char.IsAsciiLetter(text[_index + 1]) || text[_index + 1] is '(' or '_')
        && (_index == 0 || char.IsWhiteSpace(text[_index - 1]) || text[_index - 1] == '(');

    private FilterToken ReadText()
    {
        var end = _index;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !Marks.Contains(text[end], StringComparison.Ordinal))
        {
            end++;
        }

        return Take(FilterTokenKind.Text, end - _index);
    }

    private FilterToken ReadComparison()
    {
        var (comparison, length) = text.AsSpan(_index) switch
        {
            ['<', '=', ..] => (FilterComparison.LessOrEqual, 2),
            ['>', '=', ..] => (FilterComparison.GreaterOrEqual, 2),
            ['!', '=', ..] => (FilterComparison.NotEqual, 2),
            ['<', ..] => (FilterComparison.Less, 1),
            ['>', ..] => (FilterComparison.Greater, 1),
            ['=', ..] => (FilterComparison.Equal, 1),
            [':', ..] => (FilterComparison.Has, 1),
            _ => throw CommonErrors.InvalidField(field, $"At character {_index + 1}: expected '!=', got '!'."),
        };
        return Take(FilterTokenKind.Comparison, length) with { Comparison = comparison };
    }

    private FilterToken ReadQuoted()
    {
        var start = _index;
        var quote = text[_index++];
        var content = new StringBuilder();
        while (_index < text.Length && text[_index] != quote)
        {
            if (text[_index] == '\\' && _index + 1 < text.Length)
            {
                _index++;
            }

            content.Append(text[_index++]);
        }

        if (_index == text.Length)
        {
            throw CommonErrors.InvalidField(field, $"The text that begins at character {start + 1} has no closing {quote}.");
        }

        _index++;
        return new FilterToken(FilterTokenKind.Quoted, content.ToString(), start + 1);
    }

    private FilterToken Take(FilterTokenKind kind, int length)
    {
        var token = new FilterToken(kind, text.Substring(_index, length), _index + 1);
        _index += length;
        return token;
    }
}
