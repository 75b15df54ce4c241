using Maas.Errors;
using Maas.Inference.Models;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Loading;

/// <summary>Makes sessions out of files. Thread-safe.</summary>
internal sealed class OnnxLoader(IOptions<InferenceOptions> options)
{
    /// <summary>Loads a file on the CPU.</summary>
    /// <exception cref="MaasException"><c>MODEL_INVALID</c>: not a graph that ONNX Runtime takes.</exception>
    public ServedModel Load(string model, string version, string path)
    {
        using var settings = SessionSettings.Make(options.Value);
        InferenceSession session;
        try
        {
            session = new InferenceSession(path, settings);
        }
        catch (OnnxRuntimeException error)
        {
            throw InferenceErrors.ModelInvalid(model, error.Message, error);
        }

        return new ServedModel(model, version, session, Tensors(model, session.InputMetadata), Tensors(model, session.OutputMetadata));
    }

    private static TensorInfo[] Tensors(string model, IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        [.. metadata.Select(tensor => Describe(model, tensor.Key, tensor.Value))];

    private static TensorInfo Describe(string model, string name, NodeMetadata metadata)
    {
        if (metadata.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            throw InferenceErrors.ModelInvalid(
                model, $"'{name}' is a {metadata.OnnxValueType}, expected a tensor. Export without sequences and maps (no ZipMap).");
        }

        return TensorDataTypes.TryFrom(metadata.ElementDataType, out var type)
            ? new TensorInfo(name, type, [.. metadata.Dimensions.Select(size => (long)size)]) { DimensionNames = metadata.SymbolicDimensions }
            : throw InferenceErrors.ModelInvalid(
                model, $"'{name}' has the element type {metadata.ElementDataType}, which the protocol has no name for.");
    }
}
