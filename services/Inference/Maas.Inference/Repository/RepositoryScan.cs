using Maas.Inference.Loading;
using Maas.Inference.Serving;
using Maas.Names;

namespace Maas.Inference.Repository;

/// <summary>
/// Reads a model repository, <c>{folder}/{model}/{version}/model.onnx</c>. Files beside that are ignored; folders that
/// are no model or no version are told. Used once.
/// </summary>
/// <param name="folder">The repository.</param>
/// <param name="known">What it held before: a model that cannot be read now stays as it was.</param>
internal sealed class RepositoryScan(string folder, IReadOnlyList<DesiredEntry> known)
{
    private const string FileName = "model.onnx";

    private readonly List<string> _problems = [];

    /// <summary>Reads it; the highest version of a model that is ready gets the traffic.</summary>
    /// <exception cref="IOException">The folder is not there or cannot be read: nothing can be said.</exception>
    public RepositoryContent Read()
    {
        DesiredEntry[] entries =
        [
            .. new DirectoryInfo(folder).EnumerateDirectories()
                .OrderBy(model => model.Name, StringComparer.Ordinal)
                .Select(Entry)
                .OfType<DesiredEntry>(),
        ];
        return new RepositoryContent(entries, _problems);
    }

    /// <summary>Reads one model.</summary>
    /// <param name="model">Name of its folder.</param>
    /// <param name="problems">What lies in it and is not served, and why.</param>
    /// <returns>Null when there is none with a version.</returns>
    /// <exception cref="IOException">The folder, or the model's, is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public DesiredEntry? Find(string model, out IReadOnlyList<string> problems)
    {
        problems = _problems;
        return new DirectoryInfo(folder).EnumerateDirectories().FirstOrDefault(found => found.Name == model) is { } found ? Read(found) : null;
    }

    /// <summary>Where the graph of a version lies.</summary>
    public static string PathOf(string folder, VersionKey version) => Path.Combine(folder, version.Model, version.Version, FileName);

    private DesiredEntry? Entry(DirectoryInfo model)
    {
        try
        {
            return Read(model);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"'{model.Name}' cannot be read and stays as it was: {error.Message}");
            return known.FirstOrDefault(entry => entry.Name == model.Name);
        }
    }

    private DesiredEntry? Read(DirectoryInfo model)
    {
        DesiredVersion[] versions = [.. model.EnumerateDirectories().OrderBy(version => version.Name, StringComparer.Ordinal)
            .Select(version => Version(model, version)).OfType<DesiredVersion>()];
        if (versions.Length > 0)
        {
            return new DesiredEntry { Name = model.Name, Model = model.Name, Versions = versions, FollowsHighestReady = true };
        }

        _problems.Add($"'{model.Name}' holds no version: expected '{model.Name}/1/{FileName}'.");
        return null;
    }

    private DesiredVersion? Version(DirectoryInfo model, DirectoryInfo version)
    {
        if (!ResourceName.TryParseNumber(version.Name, out _))
        {
            _problems.Add($"'{model.Name}/{version.Name}' is no version: expected a number from 1, without leading zeros.");
            return null;
        }

        var file = new FileInfo(Path.Combine(version.FullName, FileName));
        if (!file.Exists)
        {
            _problems.Add($"'{model.Name}/{version.Name}' has no file '{FileName}'.");
            return null;
        }

        return new DesiredVersion(new VersionKey(model.Name, version.Name, RepositoryStamp.Of(version)), DevicePolicy.GpuPreferred, 0);
    }
}
