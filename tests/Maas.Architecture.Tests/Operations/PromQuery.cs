using System.Text.RegularExpressions;

namespace Maas.Architecture.Tests.Operations;

/// <summary>A query of Prometheus, as far as the names in it go.</summary>
internal sealed partial class PromQuery
{
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring"];

    private readonly string _text;

    public PromQuery(string expression) => _text = Quoted().Replace(expression, "\"\"");

    /// <summary>Every series that it reads.</summary>
    public IEnumerable<string> Series => Identifier()
        .Matches(Grouping().Replace(Range().Replace(Selector().Replace(_text, " "), " "), " "))
        .Select(match => match.Value)
        .Except(Words);

    /// <summary>Every label that it selects or groups by.</summary>
    public IEnumerable<string> Labels => Selector().Matches(_text).SelectMany(match => Matcher().Matches(match.Value))
        .Concat(Grouping().Matches(_text).SelectMany(match => Name().Matches(match.Groups["labels"].Value)))
        .Select(match => match.Groups["name"].Value)
        .Distinct();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<name>\w+)\s*(=~|!~|!=|=)")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"(?<name>\w+)")]
    private static partial Regex Name();

    // A name with a bracket behind it is a function.
    [GeneratedRegex(@"(?<![\w:.])(?>[a-zA-Z_:][a-zA-Z0-9_:]*)(?!\s*\()")]
    private static partial Regex Identifier();
}
