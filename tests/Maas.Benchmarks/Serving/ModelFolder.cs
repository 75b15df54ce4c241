namespace Maas.Benchmarks.Serving;

/// <summary>A folder of models as the server takes it, deleted when disposed.</summary>
internal sealed class ModelFolder : IDisposable
{
    public ModelFolder(IEnumerable<BenchmarkModel> models)
    {
        foreach (var model in models)
        {
            var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, model.Name, "1"));
            File.WriteAllBytes(System.IO.Path.Combine(folder.FullName, "model.onnx"), model.Build());
        }
    }

    /// <summary>Full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("maas-benchmark-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
