using Maas.Inference.Loading;
using Maas.Inference.Models;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Tests;

/// <summary>Loads models that tests made, through a file as the service does.</summary>
internal static class LoadedModels
{
    public static ServedModel Load(byte[] onnx, string model = "test", string version = "1")
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, onnx);
        try
        {
            return new OnnxLoader(Options.Create(new InferenceOptions())).Load(model, version, path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
