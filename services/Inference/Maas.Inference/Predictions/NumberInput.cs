using Maas.Inference.Models;

namespace Maas.Inference.Predictions;

/// <summary>An input of one number per row. Immutable.</summary>
internal sealed record NumberInput(TensorInfo Info) : NamedInput(Info)
{
    /// <inheritdoc/>
    public override Tensor Encode(RowEncoding encoding)
    {
        var rows = encoding.Rows;
        var size = Info.DataType.ElementSize;
        var content = new byte[rows.Count * size];
        for (var row = 0; row < rows.Count; row++)
        {
            var value = rows[row].GetValueOrDefault(Info.Name);
            var number = value.Kind == RowValueKind.Missing ? double.NaN : value.Number;
            if (value.Kind is RowValueKind.Text or RowValueKind.Composite
                || !NumberWriting.TryWrite(Info.DataType, number, content.AsSpan(row * size, size)))
            {
                encoding.Problems.Add(row, Info.Name, NumberWriting.Expected(Info.DataType), value.Description);
            }
        }

        return new Tensor(Info.Name, Info.DataType, encoding.ColumnShape(Info), content);
    }
}
