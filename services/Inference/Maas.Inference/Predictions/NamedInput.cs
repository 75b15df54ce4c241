using System.Buffers;
using System.Text;
using Maas.Inference.Models;

namespace Maas.Inference.Predictions;

/// <summary>One input that takes a named value per row. Immutable.</summary>
internal sealed record NamedInput(TensorInfo Info, bool IsText)
{
    /// <summary>Sees an input as one that takes a value per row.</summary>
    /// <returns>Null when its meaning or its shape says otherwise.</returns>
    public static NamedInput? Of(TensorInfo info, TensorRole role)
    {
        // [N], [N, 1], [N, 1, 1], …; a first dimension that is fixed cannot hold any number of rows.
        var isColumn = info.Shape.Length > 0 && info.Shape[0] < 0 && info.Shape.Skip(1).All(size => size is 1 or -1);
        return (role, info.DataType) switch
        {
            _ when !isColumn => null,
            (TensorRole.CategoricalFeature, TensorDataType.Bytes) => new NamedInput(info, IsText: true),
            (TensorRole.NumericFeature, not (TensorDataType.Bytes or TensorDataType.Bf16)) => new NamedInput(info, IsText: false),
            _ => null,
        };
    }

    /// <summary>Makes the tensor of all rows; what does not fit goes to <paramref name="problems"/>.</summary>
    public Tensor Encode(IReadOnlyList<IReadOnlyDictionary<string, RowValue>> rows, RowProblems problems)
    {
        var shape = new long[Info.Shape.Length];
        Array.Fill(shape, 1);
        shape[0] = rows.Count;
        return new Tensor(Info.Name, Info.DataType, shape, IsText ? Texts(rows, problems) : Numbers(rows, problems));
    }

    private byte[] Numbers(IReadOnlyList<IReadOnlyDictionary<string, RowValue>> rows, RowProblems problems)
    {
        var size = Info.DataType.ElementSize;
        var content = new byte[rows.Count * size];
        for (var row = 0; row < rows.Count; row++)
        {
            var value = rows[row].GetValueOrDefault(Info.Name);
            var number = value.Kind == RowValueKind.Missing ? double.NaN : value.Number;
            if (value.Kind is RowValueKind.Text or RowValueKind.Composite
                || !NumberWriting.TryWrite(Info.DataType, number, content.AsSpan(row * size, size)))
            {
                problems.Add(row, Info.Name, NumberWriting.Expected(Info.DataType), value.Description);
            }
        }

        return content;
    }

    private ReadOnlyMemory<byte> Texts(IReadOnlyList<IReadOnlyDictionary<string, RowValue>> rows, RowProblems problems)
    {
        var content = new ArrayBufferWriter<byte>();
        for (var row = 0; row < rows.Count; row++)
        {
            var value = rows[row].GetValueOrDefault(Info.Name);
            if (value.Kind is not (RowValueKind.Text or RowValueKind.Missing))
            {
                problems.Add(row, Info.Name, "a text or null", value.Description);
            }

            BytesContent.Write(content, Encoding.UTF8.GetBytes(value.Text ?? ""));
        }

        return content.WrittenMemory;
    }
}
