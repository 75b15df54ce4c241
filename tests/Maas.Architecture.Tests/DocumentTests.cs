using System.Text.RegularExpressions;

namespace Maas.Architecture.Tests;

/// <summary>What the documents say must be there.</summary>
public sealed partial class DocumentTests
{
    public static IEnumerable<string> Documents() => Directory
        .EnumerateFiles(Repository.Root, "*.md")
        .Concat(Repository.Files("docs", "*.md"))
        .Select(Repository.Relative);

    [TestCaseSource(nameof(Documents))]
    public void Links_InDocument_LeadSomewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;

        var broken = Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, document)))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)));

        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void Map_NamesEveryDocument()
    {
        var map = File.ReadAllText(Path.Combine(Repository.Root, "docs", "README.md"));

        var missing = Repository.Files("docs", "*.md")
            .Select(path => Path.GetRelativePath(Path.Combine(Repository.Root, "docs"), path))
            .Where(path => path != "README.md" && !map.Contains($"({path})", StringComparison.Ordinal));

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Settings_AreAllInTheirDocument()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations", "configuration.md"));

        var missing =
            from path in Repository.Files("shared", "*Options.cs").Concat(Repository.Files("services", "*Options.cs"))
            let source = File.ReadAllText(path)
            let section = Section().Match(source)
            where section.Success
            from Match setting in Setting().Matches(source)
            let key = $"{section.Groups["name"].Value}:{setting.Groups["name"].Value}"
            where !document.Contains($"`{key}`", StringComparison.Ordinal)
            select key;

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Instruments_AreAllInTheirDocument()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations", "metrics.md"));

        var missing =
            from path in Repository.Files("shared", "*Metrics.cs").Concat(Repository.Files("services", "*Metrics.cs"))
            from Match instrument in Instrument().Matches(File.ReadAllText(path))
            where !document.Contains($"`{instrument.Value.Trim('"')}`", StringComparison.Ordinal)
            select instrument.Value;

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Recipes_AreAllInTheirDocument()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide", "statistics.md"));

        var missing =
            from path in Repository.Files("shared/Maas.Statistics", "*.cs")
            from Match recipe in Recipe().Matches(File.ReadAllText(path))
            where !document.Contains($"`{recipe.Groups["name"].Value}`", StringComparison.Ordinal)
            select recipe.Groups["name"].Value;

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Scraping_CoversTheMetricsPortOfEveryService()
    {
        var configuration = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "prometheus", "prometheus.yml"));

        var missing =
            from path in Repository.Files("services", "*Module.cs")
            from Match port in MetricsPort().Matches(File.ReadAllText(path))
            where !configuration.Contains($"127.0.0.1:{port.Groups["port"].Value}", StringComparison.Ordinal)
            select Repository.Relative(path);

        Assert.That(missing, Is.Empty);
    }

    [GeneratedRegex(@"Metrics: (?<port>\d+)")]
    private static partial Regex MetricsPort();

    [GeneratedRegex("""const string Section = "(?<name>[\w:]+)";""")]
    private static partial Regex Section();

    [GeneratedRegex(@"^    public (required )?[\w<>?\[\]]+ (?<name>\w+) \{ get; (set|init);", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex("""
        "maas\.[a-z_.]+"
        """)]
    private static partial Regex Instrument();

    // Words in kebab-case, parted by dots, as a whole literal.
    [GeneratedRegex("""
        "(?<name>[a-z0-9]+(-[a-z0-9]+)*([.][a-z0-9]+(-[a-z0-9]+)*)+)"
        """)]
    private static partial Regex Recipe();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
