using System.Buffers;
using System.Text;
using Maas.Inference.Models;

namespace Maas.Inference.Predictions;

/// <summary>An input of one text per row. Immutable.</summary>
/// <param name="Info">What the graph says of it.</param>
/// <param name="CanBeMissing">Whether a missing text counts as an empty one.</param>
internal sealed record TextInput(TensorInfo Info, bool CanBeMissing) : NamedInput(Info)
{
    /// <inheritdoc/>
    public override Tensor Encode(RowEncoding encoding)
    {
        var rows = encoding.Rows;
        var content = new ArrayBufferWriter<byte>();
        for (var row = 0; row < rows.Count; row++)
        {
            var value = rows[row].GetValueOrDefault(Info.Name);
            if (value.Kind != RowValueKind.Text && (value.Kind != RowValueKind.Missing || !CanBeMissing))
            {
                encoding.Problems.Add(row, Info.Name, CanBeMissing ? "a text or null" : "a text", value.Description);
            }

            BytesContent.Write(content, Encoding.UTF8.GetBytes(value.Text ?? ""));
        }

        return new Tensor(Info.Name, Info.DataType, encoding.ColumnShape(Info), content.WrittenMemory);
    }
}
