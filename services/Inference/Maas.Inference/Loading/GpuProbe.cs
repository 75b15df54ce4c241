using System.Globalization;
using Maas.Onnx.Building;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Loading;

/// <summary>Tries whether a GPU still computes, by a model of its own. Thread-safe.</summary>
internal sealed class GpuProbe(CudaLibrary library)
{
    private static readonly byte[] Model = Build();

    /// <summary>Whether it does. Takes a second or so.</summary>
    /// <param name="device">E.g. <c>cuda:0</c>.</param>
    public bool Computes(string device)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        if (!int.TryParse(device.AsSpan(device.IndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || library.TryAppend(options, index).Length > 0)
        {
            return false;
        }

        try
        {
            using var session = new InferenceSession(Model, options);
            using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var input = OrtValue.CreateTensorValueFromMemory(new float[1], [1]);
            using var outputs = session.Run(run, ["x"], [input], ["y"]);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            return false;
        }
    }

    private static byte[] Build()
    {
        var graph = new OnnxGraphBuilder("probe");
        var input = graph.Input("x", OnnxElementType.Float, 1);
        return graph.Build(new OnnxOutput(graph.Node("Add", "y", [input, input]), OnnxElementType.Float, 1));
    }
}
