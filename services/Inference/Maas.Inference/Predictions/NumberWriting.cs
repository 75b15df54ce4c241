using System.Buffers.Binary;
using Maas.Inference.Models;

namespace Maas.Inference.Predictions;

/// <summary>Writes a number in the element type of an input, or says what the input takes.</summary>
/// <remarks>
/// A floating-point input gets the nearest value it can hold, ties to even: what a C cast of the double gives. So the
/// same number through <c>Predict</c> and, cast by the caller, through <c>ModelInfer</c> gives the same bits.
/// </remarks>
internal static class NumberWriting
{
    /// <summary>Writes one element.</summary>
    /// <param name="type">Element type; not <see cref="TensorDataType.Bytes"/>.</param>
    /// <param name="value">NaN for a missing value.</param>
    /// <param name="destination">As long as an element.</param>
    /// <returns>False when the type cannot hold the value; see <see cref="Expected"/>.</returns>
    public static bool TryWrite(TensorDataType type, double value, Span<byte> destination)
    {
        if (type is TensorDataType.Fp16 or TensorDataType.Bf16 or TensorDataType.Fp32 or TensorDataType.Fp64)
        {
            return !double.IsInfinity(value) && TryWriteFloat(type, value, destination);
        }

        var (min, max) = RangeOf(type);
        if (!(value >= min && value <= max) || value != Math.Truncate(value))
        {
            return false;
        }

        var bits = value < 0 ? (ulong)(long)value : (ulong)value;
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(all, bits);
        all[..destination.Length].CopyTo(destination);
        return true;
    }

    /// <summary>What an input of this type takes.</summary>
    public static string Expected(TensorDataType type)
    {
        if (type is TensorDataType.Fp16 or TensorDataType.Bf16 or TensorDataType.Fp32 or TensorDataType.Fp64)
        {
            return $"a finite number that {type.OipName} can hold, or null";
        }

        var (min, max) = RangeOf(type);
        return $"a whole number from {min:R} to {max:R}";
    }

    private static bool TryWriteFloat(TensorDataType type, double value, Span<byte> destination)
    {
        switch (type)
        {
            case TensorDataType.Fp64:
                BinaryPrimitives.WriteDoubleLittleEndian(destination, value);
                return true;
            case TensorDataType.Fp32:
                BinaryPrimitives.WriteSingleLittleEndian(destination, (float)value);
                return !float.IsInfinity((float)value);
            case TensorDataType.Fp16:
                BinaryPrimitives.WriteHalfLittleEndian(destination, (Half)value);
                return !Half.IsInfinity((Half)value);
            default:
                return false;
        }
    }

    // Beyond 2^53 a double does not tell neighbours apart, so no larger whole number is taken.
    private static (double Min, double Max) RangeOf(TensorDataType type) => type switch
    {
        TensorDataType.Bool => (0, 1),
        TensorDataType.UInt8 => (0, byte.MaxValue),
        TensorDataType.UInt16 => (0, ushort.MaxValue),
        TensorDataType.UInt32 => (0, uint.MaxValue),
        TensorDataType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorDataType.Int16 => (short.MinValue, short.MaxValue),
        TensorDataType.Int32 => (int.MinValue, int.MaxValue),
        TensorDataType.UInt64 => (0, 1L << 53),
        _ => (-(1L << 53), 1L << 53),
    };
}
