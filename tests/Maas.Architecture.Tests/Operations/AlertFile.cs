using System.Text.RegularExpressions;

namespace Maas.Architecture.Tests.Operations;

/// <summary>The rules of <c>deploy/prometheus/alerts.yml</c>; promtool says whether they are YAML and rules at all.</summary>
internal static partial class AlertFile
{
    private static readonly string Text = File.ReadAllText(PathOf("alerts.yml"));

    /// <summary>Every rule, those that record included.</summary>
    public static IReadOnlyList<Rule> Rules { get; } =
    [
        .. from Match rule in RuleBlock().Matches(Text)
           let block = rule.Value
           select new Rule(
               rule.Groups["kind"].Value, rule.Groups["name"].Value, Expression().Match(block).Groups["expression"].Value, block),
    ];

    public static string PathOf(string file) => Path.Combine(Repository.Root, "deploy", "prometheus", file);

    /// <summary>One rule.</summary>
    /// <param name="Kind"><c>alert</c> or <c>record</c>.</param>
    /// <param name="Name">What it raises or records.</param>
    /// <param name="Expression">Its query.</param>
    /// <param name="Block">All its lines.</param>
    internal sealed record Rule(string Kind, string Name, string Expression, string Block)
    {
        public bool IsAlert => Kind == "alert";
    }

    [GeneratedRegex(@"^      - (?<kind>alert|record): (?<name>[\w:]+)\n(        .*\n|\n(?=        ))*", RegexOptions.Multiline)]
    private static partial Regex RuleBlock();

    // On its line, or on deeper ones below.
    [GeneratedRegex(@"^        expr: (\|\n(?<expression>(          .*\n)+)|(?<expression>[^|\n].*)\n)", RegexOptions.Multiline)]
    private static partial Regex Expression();
}
