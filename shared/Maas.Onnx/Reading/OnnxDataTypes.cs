using System.Collections.Frozen;
using Maas.Contracts.Onnx;

namespace Maas.Onnx.Reading;

/// <summary>Element types of ONNX under their Open Inference Protocol names.</summary>
public static class OnnxDataTypes
{
    private static readonly FrozenDictionary<int, string> Names = new Dictionary<TensorProto.Types.DataType, string>
    {
        [TensorProto.Types.DataType.Bool] = "BOOL",
        [TensorProto.Types.DataType.Uint8] = "UINT8",
        [TensorProto.Types.DataType.Uint16] = "UINT16",
        [TensorProto.Types.DataType.Uint32] = "UINT32",
        [TensorProto.Types.DataType.Uint64] = "UINT64",
        [TensorProto.Types.DataType.Int8] = "INT8",
        [TensorProto.Types.DataType.Int16] = "INT16",
        [TensorProto.Types.DataType.Int32] = "INT32",
        [TensorProto.Types.DataType.Int64] = "INT64",
        [TensorProto.Types.DataType.Float16] = "FP16",
        [TensorProto.Types.DataType.Bfloat16] = "BF16",
        [TensorProto.Types.DataType.Float] = "FP32",
        [TensorProto.Types.DataType.Double] = "FP64",
        [TensorProto.Types.DataType.String] = "BYTES",
    }.ToFrozenDictionary(pair => (int)pair.Key, pair => pair.Value);

    /// <summary>The protocol's name; null for a type it has none for, such as <c>COMPLEX64</c> or <c>FLOAT8E4M3FN</c>.</summary>
    /// <param name="elementType">Number of <c>TensorProto.DataType</c>.</param>
    public static string? FindName(int elementType) => Names.GetValueOrDefault(elementType);
}
