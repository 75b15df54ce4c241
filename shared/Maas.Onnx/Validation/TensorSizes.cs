using System.Numerics;
using System.Runtime.InteropServices;
using Maas.Onnx.Reading.Scanning;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Onnx.Validation;

/// <summary>Sizes of tensors, and the small constants that tell sizes.</summary>
internal static class TensorSizes
{
    /// <summary>The product; null when a dimension is negative or the product is 2^63 or more.</summary>
    public static long? FindElements(List<long> dims)
    {
        if (dims.Exists(size => size < 0))
        {
            return null;
        }

        if (dims.Contains(0))
        {
            return 0;
        }

        Int128 product = 1;
        foreach (var size in dims)
        {
            product *= size;
            if (product > long.MaxValue)
            {
                return null;
            }
        }

        return (long)product;
    }

    /// <summary>The elements of a small tensor of whole numbers, or of FP32 or FP64; null when they are not at hand.</summary>
    public static IReadOnlyList<double>? FindNumbers(ScannedTensor tensor)
    {
        if (FindElements(tensor.Dims) is not { } elements || elements > ScannedTensor.MaxNumbers || tensor.IsExternal)
        {
            return null;
        }

        if (tensor.RawBytes is null)
        {
            return tensor.Numbers.Count == elements ? tensor.Numbers : null;
        }

        var raw = tensor.SmallRaw;
        return tensor.Type switch
        {
            _ when raw is null || raw.Length != elements * ((ElementSizes.FindBits(tensor.Type) ?? 0) / 8) => null,
            DataType.Int64 => View<long>(raw),
            DataType.Int32 => View<int>(raw),
            DataType.Float => View<float>(raw),
            DataType.Double => View<double>(raw),
            _ => null,
        };
    }

    private static double[] View<T>(byte[] raw)
        where T : unmanaged, INumber<T> =>
        Array.ConvertAll(MemoryMarshal.Cast<byte, T>(raw).ToArray(), double.CreateChecked);
}
