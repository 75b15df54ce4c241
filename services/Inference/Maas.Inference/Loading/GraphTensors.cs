using Maas.Inference.Models;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Loading;

/// <summary>Reads from a session what goes in and what comes out.</summary>
internal static class GraphTensors
{
    /// <exception cref="Errors.MaasException"><c>MODEL_INVALID</c>: not a tensor, or of a type without a protocol name.</exception>
    public static TensorInfo[] Inputs(string model, InferenceSession session) =>
        [.. session.InputNames.Select(name => Describe(model, name, session.InputMetadata[name]))];

    /// <exception cref="Errors.MaasException"><c>MODEL_INVALID</c>: not a tensor, or of a type without a protocol name.</exception>
    public static TensorInfo[] Outputs(string model, InferenceSession session) =>
        [.. session.OutputNames.Select(name => Describe(model, name, session.OutputMetadata[name]))];

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
