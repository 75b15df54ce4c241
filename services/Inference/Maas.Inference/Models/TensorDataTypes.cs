using System.Collections.Frozen;
using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Maas.Inference.Models;

/// <summary>Names and sizes of the element types, and what ONNX Runtime calls them.</summary>
internal static class TensorDataTypes
{
    private static readonly FrozenDictionary<TensorDataType, (string Name, int Size, TensorElementType Element)> Table =
        new Dictionary<TensorDataType, (string, int, TensorElementType)>
        {
            [TensorDataType.Bool] = ("BOOL", 1, TensorElementType.Bool),
            [TensorDataType.UInt8] = ("UINT8", 1, TensorElementType.UInt8),
            [TensorDataType.UInt16] = ("UINT16", 2, TensorElementType.UInt16),
            [TensorDataType.UInt32] = ("UINT32", 4, TensorElementType.UInt32),
            [TensorDataType.UInt64] = ("UINT64", 8, TensorElementType.UInt64),
            [TensorDataType.Int8] = ("INT8", 1, TensorElementType.Int8),
            [TensorDataType.Int16] = ("INT16", 2, TensorElementType.Int16),
            [TensorDataType.Int32] = ("INT32", 4, TensorElementType.Int32),
            [TensorDataType.Int64] = ("INT64", 8, TensorElementType.Int64),
            [TensorDataType.Fp16] = ("FP16", 2, TensorElementType.Float16),
            [TensorDataType.Fp32] = ("FP32", 4, TensorElementType.Float),
            [TensorDataType.Fp64] = ("FP64", 8, TensorElementType.Double),
            [TensorDataType.Bytes] = ("BYTES", 0, TensorElementType.String),
            [TensorDataType.Bf16] = ("BF16", 2, TensorElementType.BFloat16),
        }.ToFrozenDictionary();

    // By the value of the type; it is asked for in every request.
    private static readonly byte[][] Utf8Names =
        [.. Enumerable.Range(0, (int)Table.Keys.Max() + 1).Select(type => Table.TryGetValue((TensorDataType)type, out var row) ? Encoding.UTF8.GetBytes(row.Name) : [])];

    private static readonly FrozenDictionary<string, TensorDataType> ByName =
        Table.ToFrozenDictionary(row => row.Value.Name, row => row.Key, StringComparer.Ordinal);

    private static readonly FrozenDictionary<TensorElementType, TensorDataType> ByElement =
        Table.ToFrozenDictionary(row => row.Value.Element, row => row.Key);

    extension(TensorDataType type)
    {
        /// <summary>Name in the Open Inference Protocol: <c>FP32</c>, <c>INT64</c>, <c>BYTES</c>, …</summary>
        public string OipName => Table[type].Name;

        /// <summary><c>OipName</c> in UTF-8.</summary>
        public ReadOnlySpan<byte> Utf8OipName => Utf8Names[(int)type];

        /// <summary>Bytes per element; 0 for <see cref="TensorDataType.Bytes"/>, whose elements vary.</summary>
        public int ElementSize => Table[type].Size;

        /// <summary>What ONNX Runtime calls it.</summary>
        public TensorElementType Element => Table[type].Element;
    }

    /// <summary>Reads a name of the Open Inference Protocol, case-sensitive.</summary>
    public static bool TryParse(string name, out TensorDataType type) => ByName.TryGetValue(name, out type);

    /// <summary>From what ONNX Runtime calls it; false for types the protocol has no name for (complex, 4-bit, 8-bit floats).</summary>
    public static bool TryFrom(TensorElementType element, out TensorDataType type) =>
        ByElement.TryGetValue(element, out type);
}
