namespace Maas.Inference.Models;

/// <summary>
/// A named tensor in the raw form of the Open Inference Protocol. Immutable; the content is not copied, so whoever
/// makes one leaves the bytes alone for as long as it is used.
/// </summary>
/// <param name="Name">Name in the graph, case-sensitive.</param>
/// <param name="DataType">Element type.</param>
/// <param name="Shape">Size of each dimension, outermost first, all &gt;= 0; a scalar has none.</param>
/// <param name="Content">
/// Elements in row-major order, little-endian, no padding; <see cref="TensorDataType.Bytes"/> elements each behind a
/// 4-byte little-endian length (see <see cref="BytesContent"/>).
/// </param>
internal sealed record Tensor(string Name, TensorDataType DataType, long[] Shape, ReadOnlyMemory<byte> Content)
{
    /// <summary>Number of elements: the product of the shape, 1 for a scalar.</summary>
    /// <exception cref="OverflowException">More than 2^63 - 1.</exception>
    public long ElementCount => CountOf(Shape);

    /// <summary>Number of elements of a shape whose sizes are all known.</summary>
    /// <exception cref="OverflowException">More than 2^63 - 1.</exception>
    public static long CountOf(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (var size in shape)
        {
            count = checked(count * size);
        }

        return count;
    }
}
