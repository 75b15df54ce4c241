using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Maas.Inference.Models;

/// <summary>Reads a tensor of shape [rows] or [rows, 1] value by value. Immutable but for an index of texts; not thread-safe.</summary>
internal sealed class TensorColumn
{
    private readonly Tensor _tensor;
    private readonly int _rowCount;
    private ReadOnlyMemory<byte>[]? _texts;

    private TensorColumn(Tensor tensor, int rowCount)
    {
        _tensor = tensor;
        _rowCount = rowCount;
    }

    /// <summary>Whether <see cref="Text"/> gives the values; otherwise <see cref="Number"/> does.</summary>
    public bool IsText => _tensor.DataType == TensorDataType.Bytes;

    /// <summary>Size of the values in bytes, the lengths of texts included.</summary>
    public int ContentSize => _tensor.Content.Length;

    /// <summary>Sees a tensor as a column.</summary>
    /// <returns>False when its rows are not single values.</returns>
    public static bool TryMake(Tensor tensor, int rowCount, [NotNullWhen(true)] out TensorColumn? column)
    {
        column = tensor.ElementCount == rowCount && (tensor.Shape.Length == 0 || tensor.Shape[0] == rowCount)
            ? new TensorColumn(tensor, rowCount)
            : null;
        return column is not null;
    }

    /// <summary>The column of some of its rows, with memory of its own; itself when those are all.</summary>
    /// <param name="rows">Their indexes, ascending.</param>
    public TensorColumn Take(IReadOnlyList<int> rows)
    {
        if (rows.Count == _rowCount)
        {
            return this;
        }

        var content = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
        {
            if (IsText)
            {
                BytesContent.Write(content, (_texts ??= Index())[row].Span);
            }
            else
            {
                var size = _tensor.DataType.ElementSize;
                content.Write(_tensor.Content.Span.Slice(row * size, size));
            }
        }

        return new TensorColumn(_tensor with { Shape = [rows.Count], Content = content.WrittenSpan.ToArray() }, rows.Count);
    }

    /// <summary>A number; NaN is missing. 64-bit integers beyond 2^53 are rounded.</summary>
    public double Number(int row)
    {
        var size = _tensor.DataType.ElementSize;
        var bytes = _tensor.Content.Span.Slice(row * size, size);
        return _tensor.DataType switch
        {
            TensorDataType.Bool or TensorDataType.UInt8 => bytes[0],
            TensorDataType.Int8 => (sbyte)bytes[0],
            TensorDataType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            TensorDataType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            TensorDataType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            TensorDataType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            TensorDataType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            TensorDataType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            TensorDataType.Fp16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            TensorDataType.Bf16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
            TensorDataType.Fp32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            TensorDataType.Fp64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            _ => throw new InvalidOperationException($"'{_tensor.Name}' holds texts."),
        };
    }

    /// <summary>A text; bytes that are not UTF-8 come as U+FFFD. Empty is missing.</summary>
    public string Text(int row) => Encoding.UTF8.GetString((_texts ??= Index())[row].Span);

    /// <summary>UTF-16 code units of a text, which is not decoded.</summary>
    public int TextLength(int row) => Encoding.UTF8.GetCharCount((_texts ??= Index())[row].Span);

    private ReadOnlyMemory<byte>[] Index()
    {
        var texts = new ReadOnlyMemory<byte>[_rowCount];
        var rest = _tensor.Content.Span;
        for (var row = 0; row < texts.Length; row++)
        {
            if (!BytesContent.TryReadNext(ref rest, out var text))
            {
                throw new InvalidOperationException($"'{_tensor.Name}' ends before row {row}.");
            }

            var end = _tensor.Content.Length - rest.Length;
            texts[row] = _tensor.Content[(end - text.Length)..end];
        }

        return texts;
    }
}
