using System.Text.Json;

namespace Maas.AllInOne;

/// <summary>
/// <c>suite.json</c> in the data folder: there, whole, while the suite answers; gone after an orderly stop. After a
/// crash it stays until the next start, and its process id tells that it is stale.
/// </summary>
internal sealed class SuiteFile : IDisposable
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string Name = "suite.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _path;

    private SuiteFile(string path) => _path = path;

    /// <summary>Writes the file; readers see all of it or none.</summary>
    public static SuiteFile Write(string folder, SuiteAddresses addresses)
    {
        var path = Path.Combine(folder, Name);
        var temporary = path + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(addresses, Format));
        File.Move(temporary, path, overwrite: true);
        return new SuiteFile(path);
    }

    /// <summary>Takes away what a crash has left behind.</summary>
    public static void DeleteStale(string folder) => File.Delete(Path.Combine(folder, Name));

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_path);
}
