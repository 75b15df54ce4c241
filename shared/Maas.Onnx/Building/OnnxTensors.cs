using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Maas.Contracts.Onnx;

namespace Maas.Onnx.Building;

/// <summary>Makes constant tensors: numbers as raw little-endian bytes, texts one by one.</summary>
internal static class OnnxTensors
{
    public static TensorProto Floats(ReadOnlySpan<float> values, ReadOnlySpan<long> shape) =>
        Raw(
        OnnxElementType.Float, LittleEndian<float, int>(values, BinaryPrimitives.ReverseEndianness),
        values.Length, shape);

    public static TensorProto Doubles(ReadOnlySpan<double> values, ReadOnlySpan<long> shape) =>
        Raw(
        OnnxElementType.Double, LittleEndian<double, long>(values, BinaryPrimitives.ReverseEndianness),
        values.Length, shape);

    public static TensorProto Int64s(ReadOnlySpan<long> values, ReadOnlySpan<long> shape) =>
        Raw(
        OnnxElementType.Int64, LittleEndian<long, long>(values, BinaryPrimitives.ReverseEndianness),
        values.Length, shape);

    public static TensorProto Halves(ReadOnlySpan<Half> values, ReadOnlySpan<long> shape) =>
        Raw(
        OnnxElementType.Float16, LittleEndian<Half, short>(values, BinaryPrimitives.ReverseEndianness),
        values.Length, shape);

    public static TensorProto Int32s(ReadOnlySpan<int> values, ReadOnlySpan<long> shape) =>
        Raw(
        OnnxElementType.Int32, LittleEndian<int, int>(values, BinaryPrimitives.ReverseEndianness),
        values.Length, shape);

    public static TensorProto Int8s(ReadOnlySpan<sbyte> values, ReadOnlySpan<long> shape) =>
        Raw(OnnxElementType.Int8, MemoryMarshal.AsBytes(values).ToArray(), values.Length, shape);

    public static TensorProto UInt8s(ReadOnlySpan<byte> values, ReadOnlySpan<long> shape) =>
        Raw(OnnxElementType.UInt8, values.ToArray(), values.Length, shape);

    /// <summary>The elements of a constant of single precision that is stored as raw bytes.</summary>
    public static float[] ReadFloats(TensorProto tensor)
    {
        var bits = MemoryMarshal.Cast<byte, int>(tensor.RawData.Span);
        var values = new float[bits.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.Int32BitsToSingle(
                BitConverter.IsLittleEndian ? bits[i] : BinaryPrimitives.ReverseEndianness(bits[i]));
        }

        return values;
    }

    public static TensorProto Strings(ReadOnlySpan<string> values, ReadOnlySpan<long> shape)
    {
        var tensor = Empty(OnnxElementType.String, values.Length, shape);
        foreach (var value in values)
        {
            tensor.StringData.Add(ByteString.CopyFromUtf8(value));
        }

        return tensor;
    }

    private static TensorProto Raw(OnnxElementType type, byte[] content, int count, ReadOnlySpan<long> shape)
    {
        var tensor = Empty(type, count, shape);
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(content);
        return tensor;
    }

    private static TensorProto Empty(OnnxElementType type, int count, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { DataType = (int)type };
        long expected = 1;
        foreach (var size in shape)
        {
            expected = checked(expected * size);
            tensor.Dims.Add(size);
        }

        return expected == count
            ? tensor
            : throw new ArgumentException(
                $"The shape [{string.Join(", ", shape.ToArray())}] holds {expected} elements, got {count}.");
    }

    private static byte[] LittleEndian<TValue, TBits>(ReadOnlySpan<TValue> values, Func<TBits, TBits> reverse)
        where TValue : unmanaged
        where TBits : unmanaged
    {
        var content = MemoryMarshal.AsBytes(values).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            foreach (ref var bits in MemoryMarshal.Cast<byte, TBits>(content.AsSpan()))
            {
                bits = reverse(bits);
            }
        }

        return content;
    }
}
