using System.Text.RegularExpressions;

namespace Maas.Architecture.Tests;

/// <summary>What a room looks like: names, sizes and what stands where.</summary>
public sealed partial class LayoutTests
{
    private const int LongestFile = 400;

    private static readonly string[] TopLevelFolders = ["deploy", "docs", "protos", "services", "shared", "tests"];

    private static readonly string[] Services = ["Registry", "Training", "Inference", "Monitoring"];

    [Test]
    public void TopLevel_HasTheAgreedFoldersOnly()
    {
        var folders = Directory.EnumerateDirectories(Repository.Root)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.') && name is not ("artifacts" or "TestResults"));

        Assert.That(folders, Is.SubsetOf(TopLevelFolders));
    }

    [Test]
    public void SourceFiles_AreNotLongerThanARoom()
    {
        var tooLong = SourceFiles("shared", "services")
            .Where(path => File.ReadLines(path).Count() > LongestFile)
            .Select(Repository.Relative);

        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void NamesOfFilesAndFolders_AreNotEmptyWords()
    {
        var empty = SourceFiles("shared", "services", "tests")
            .Select(Repository.Relative)
            .Where(path => EmptyWord().IsMatch(path));

        Assert.That(empty, Is.Empty);
    }

    // Outside Api/ (calls that come in) a service names the wire only in an adapter to another service,
    // which is called after that service: Registry…cs, Monitoring…cs.
    [Test]
    public void Wire_IsKnownToApiAndAdaptersOnly()
    {
        var leaks =
            from service in Services
            from path in SourceFiles($"services/{service}/Maas.{service}")
            where !path.Contains("/Api/", StringComparison.Ordinal)
                && !Services.Any(other => other != service && Path.GetFileName(path).StartsWith(other, StringComparison.Ordinal))
                && Path.GetFileName(path) != $"{service}Module.cs"
                && WireUsing().IsMatch(File.ReadAllText(path))
            select Repository.Relative(path);

        Assert.That(leaks, Is.Empty);
    }

    // And where the gRPC client library itself lets another exception through.
    [Test]
    public void RpcException_IsMadeInHostingOnly()
    {
        var makers = SourceFiles("shared", "services")
            .Where(path => !path.Contains("/Maas.Hosting/", StringComparison.Ordinal))
            .Where(path => !path.EndsWith("/Maas.Client/Resilience/StreamErrors.cs", StringComparison.Ordinal))
            .Where(path => File.ReadAllText(path).Contains("new RpcException(", StringComparison.Ordinal))
            .Select(Repository.Relative);

        Assert.That(makers, Is.Empty);
    }

    [Test]
    public void Namespaces_FollowFolders()
    {
        var strays =
            from project in Repository.Projects("shared", "services")
            from path in SourceFiles(Repository.Relative(project.Folder))
            let match = NamespaceLine().Match(File.ReadAllText(path))
            where match.Success
            let root = project.Name == "Maas.Core" ? "Maas" : project.Name
            let folder = Path.GetRelativePath(project.Folder, Path.GetDirectoryName(path)!).Replace('/', '.')
            let expected = folder == "." ? root : $"{root}.{folder}"
            where match.Groups["name"].Value != expected
            select $"{Repository.Relative(path)}: {match.Groups["name"].Value}, expected {expected}";

        Assert.That(strays, Is.Empty);
    }

    private static IEnumerable<string> SourceFiles(params string[] folders) =>
        folders.SelectMany(folder => Repository.Files(folder, "*.cs"));

    [GeneratedRegex(@"(Utils?|Helpers?|Misc|Common|Managers?)(/|\.cs$)")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"^using (Grpc\.|Maas\.Contracts\.(?!Onnx))", RegexOptions.Multiline)]
    private static partial Regex WireUsing();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
