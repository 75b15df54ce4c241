using System.Xml.Linq;

namespace Maas.Architecture.Tests;

/// <summary>The files of this checkout, as the tests look at them.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Project files below the named top-level folders.</summary>
    public static IEnumerable<Project> Projects(params string[] folders) => folders
        .SelectMany(folder => Files(folder, "*.csproj"))
        .Select(path => new Project(path, XDocument.Load(path)));

    /// <summary>Files below a folder, build output left out.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        .Where(path => !path.Contains("/artifacts/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Maas.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("No folder above the tests holds Maas.sln.");
        }

        return folder;
    }
}

/// <summary>One project file.</summary>
internal sealed record Project(string Path, XDocument Content)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Projects whose code this one can use; those that are only built along are left out.</summary>
    public IEnumerable<string> References => Content.Descendants("ProjectReference")
        .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
        .Select(reference => System.IO.Path.GetFileNameWithoutExtension(
            reference.Attribute("Include")!.Value.Replace('\\', '/')));

    public IEnumerable<string> Packages => Content.Descendants("PackageReference")
        .Select(reference => reference.Attribute("Include")!.Value);
}
