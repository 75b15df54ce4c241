using System.Runtime.InteropServices;
using Maas.Inference.Models;

namespace Maas.Inference.Loading;

/// <summary>Elements of floating-point tensors as numbers, for comparisons.</summary>
internal static class TensorNumbers
{
    /// <summary>The elements; null for types that are compared byte by byte.</summary>
    public static double[]? Of(Tensor tensor) => tensor.DataType switch
    {
        TensorDataType.Fp32 => Cast<float>(tensor, value => value),
        TensorDataType.Fp64 => Cast<double>(tensor, value => value),
        TensorDataType.Fp16 => Cast<Half>(tensor, value => (double)value),
        TensorDataType.Bf16 => Cast<ushort>(tensor, value => BitConverter.Int32BitsToSingle(value << 16)),
        _ => null,
    };

    /// <summary>Whether all elements agree: exactly, or as floating-point numbers within a share of the largest of them.</summary>
    public static bool AreClose(Tensor expected, Tensor actual, double tolerance)
    {
        if (expected.DataType != actual.DataType || !expected.Shape.AsSpan().SequenceEqual(actual.Shape))
        {
            return false;
        }

        if (expected.Content.Span.SequenceEqual(actual.Content.Span))
        {
            return true;
        }

        if (Of(expected) is not { } wanted || Of(actual) is not { } got)
        {
            return false;
        }

        var scale = wanted.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < wanted.Length; i++)
        {
            if (!wanted[i].Equals(got[i]) && !(Math.Abs(wanted[i] - got[i]) <= tolerance * scale))
            {
                return false;
            }
        }

        return true;
    }

    private static double[] Cast<T>(Tensor tensor, Func<T, double> convert)
        where T : unmanaged => [.. MemoryMarshal.Cast<byte, T>(tensor.Content.Span).ToArray().Select(convert)];
}
