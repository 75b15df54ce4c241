using Maas.Inference.Admission;
using Maas.Inference.Loading;
using Maas.Onnx.Sandboxing;
using Maas.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Tests.Admission;

/// <summary>The admission of one machine: its data folder stays, its process can be another.</summary>
internal sealed class AdmissionWorld : IDisposable
{
    private readonly List<ModelSandbox> _sandboxes = [];

    public TempFolder Folder { get; } = new();

    public string Record => Folder.File("inference", "admitted-models");

    /// <summary>Validates, and loads nothing.</summary>
    public static ModelAdmission Skipping(InferenceOptions? options = null) => new(
        null!, null!, Options.Create(options ?? new InferenceOptions { FirstLoad = FirstLoadPolicy.Skipped }), LoadedModels.Metrics(),
        TimeProvider.System, NullLogger<ModelAdmission>.Instance);

    /// <summary>The admission of a new process.</summary>
    public ModelAdmission Start(
        FirstLoadPolicy firstLoad = FirstLoadPolicy.Required, string conditions = "here", bool hasProgram = true)
    {
        var sandbox = new ModelSandbox(
            new SandboxOptions
            {
                Folder = Folder.File("sandbox"),
                ProgramPath = hasProgram ? "" : Folder.File("nowhere.dll"),
                WallTime = TimeSpan.FromSeconds(5),
                CpuTime = TimeSpan.FromSeconds(4),
                MemoryBytes = 512 << 20,
            },
            TimeProvider.System);
        _sandboxes.Add(sandbox);
        return new ModelAdmission(
            sandbox, new AdmittedModels(Record, conditions, NullLogger<AdmittedModels>.Instance),
            Options.Create(new InferenceOptions { FirstLoad = firstLoad }), LoadedModels.Metrics(), TimeProvider.System,
            NullLogger<ModelAdmission>.Instance);
    }

    /// <summary>A model in a folder of its own, as in a repository.</summary>
    public LoadRequest Put(byte[] onnx, params (string Path, byte[] Content)[] others)
    {
        var folder = Folder.File("models", Guid.NewGuid().ToString("N"), "1");
        foreach (var (path, content) in others.Prepend(("model.onnx", onnx)))
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }

        return new LoadRequest { Model = "test", Version = "1", Path = Path.Combine(folder, "model.onnx"), AllowsExternalData = true };
    }

    public void Dispose()
    {
        _sandboxes.ForEach(sandbox => sandbox.Dispose());
        Folder.Dispose();
    }
}
