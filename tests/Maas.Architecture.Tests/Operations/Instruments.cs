using System.Text.RegularExpressions;

namespace Maas.Architecture.Tests.Operations;

/// <summary>The instruments of the services as the sources make them, and as Prometheus sees them.</summary>
internal static partial class Instruments
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations", "metrics.md"));

    /// <summary>Every series that a query may name: ours, and those of others that the document lists.</summary>
    public static IReadOnlySet<string> Series { get; } = Ours().Concat(Foreign().SelectMany(row => Names(row.Name))).ToHashSet();

    /// <summary>Every label that a query may name: the tags of the document, those of its foreign metrics, and what Prometheus adds.</summary>
    public static IReadOnlySet<string> Labels { get; } = Tags()
        .Concat(Foreign().SelectMany(row => row.Labels))
        .Concat(["job", "instance", "service", "le"])
        .ToHashSet();

    // Dots become underscores, a unit other than {annotation} is appended, counters get _total, histograms are three series.
    private static IEnumerable<string> Ours() =>
        from path in Repository.Files("shared", "*Metrics.cs").Concat(Repository.Files("services", "*Metrics.cs"))
        from Match instrument in Creation().Matches(File.ReadAllText(path))
        let kind = instrument.Groups["kind"].Value
        let unit = instrument.Groups["unit"].Value switch { "s" => "_seconds", "By" => "_bytes", _ => "" }
        let name = instrument.Groups["name"].Value.Replace('.', '_') + unit
        from series in SeriesOf(kind, name)
        select series;

    private static string[] SeriesOf(string kind, string name) => kind switch
    {
        "Histogram" => Histogram(name),
        "Counter" or "ObservableCounter" => [$"{name}_total"],
        _ => [name],
    };

    private static IEnumerable<(string Name, string[] Labels)> Foreign() =>
        from Match row in ForeignRow().Matches(Document)
        select (row.Groups["name"].Value, row.Groups["labels"].Value.Split([' ', '`', ','], StringSplitOptions.RemoveEmptyEntries));

    private static string[] Names(string foreign) =>
        foreign.EndsWith("_duration_seconds", StringComparison.Ordinal) ? Histogram(foreign) : [foreign];

    private static string[] Histogram(string name) => [$"{name}_bucket", $"{name}_sum", $"{name}_count"];

    private static IEnumerable<string> Tags() =>
        from Match tag in Tag().Matches(Document[Document.IndexOf("## Tags", StringComparison.Ordinal)..Document.IndexOf("## Traces", StringComparison.Ordinal)])
        select tag.Groups["name"].Value.Replace('.', '_');

    [GeneratedRegex("""Create(?<kind>\w+?)(<\w+>)?\(\s*"(?<name>maas\.[a-z_.]+)",[^"]*"(?<unit>[^"]*)",""")]
    private static partial Regex Creation();

    [GeneratedRegex(@"^\| `(?<name>[a-z_]+)` \|[^|]*\|(?<labels>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex ForeignRow();

    [GeneratedRegex(@"`(?<name>[a-z]+(\.[a-z]+)+)`")]
    private static partial Regex Tag();
}
