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

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
