using System.Globalization;
using Maas.Inference.Loading;
using Maas.Inference.Serving;
using Maas.Names;

namespace Maas.Inference.Repository;

/// <summary>Reads a model repository, <c>{folder}/{model}/{version}/model.onnx</c>. Everything else in it is ignored.</summary>
internal static class RepositoryScan
{
    private const string FileName = "model.onnx";

    /// <summary>One entry per model with at least one version; the highest that is ready gets the traffic.</summary>
    /// <exception cref="IOException">The folder is not there or cannot be read: nothing can be said.</exception>
    public static IReadOnlyList<DesiredEntry> Read(string folder) =>
    [
        .. new DirectoryInfo(folder).EnumerateDirectories()
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .Select(model => (model.Name, Versions: Versions(model)))
            .Where(model => model.Versions.Length > 0)
            .Select(model => new DesiredEntry
            {
                Name = model.Name,
                Model = model.Name,
                Versions = model.Versions,
                FollowsHighestReady = true,
            }),
    ];

    /// <summary>Where the graph of a version lies.</summary>
    public static string PathOf(string folder, VersionKey version) => Path.Combine(folder, version.Model, version.Version, FileName);

    private static DesiredVersion[] Versions(DirectoryInfo model) =>
    [
        .. model.EnumerateDirectories()
            .Where(version => ResourceName.TryParseNumber(version.Name, out _))
            .Select(version => (version.Name, File: new FileInfo(Path.Combine(version.FullName, FileName))))
            .Where(version => version.File.Exists)
            .Select(version => new DesiredVersion(
                new VersionKey(model.Name, version.Name, Stamp(version.File)), DevicePolicy.GpuPreferred, 0)),
    ];

    private static string Stamp(FileInfo file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}-{file.Length}");
}
