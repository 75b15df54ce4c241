using System.Buffers.Binary;
using Maas.Inference.Models;

namespace Maas.Inference.Sampling;

/// <summary>What Monitoring is told of texts: how long they are, and nothing of what they say.</summary>
internal static class TextLengths
{
    /// <summary>Name of the feature that stands for an input of texts; the baseline of a version has the same.</summary>
    public static string NameOf(string input) => $"(length of {input})";

    /// <summary>Lengths of the texts of some rows, in UTF-16 code units; null when there is not one text per row.</summary>
    /// <param name="tensor">An input.</param>
    /// <param name="rowCount">Rows it must have.</param>
    /// <param name="rows">Indexes of those to measure, ascending.</param>
    public static FeatureColumn? Of(Tensor? tensor, int rowCount, IReadOnlyList<int> rows)
    {
        if (tensor is not { DataType: TensorDataType.Bytes } || !TensorColumn.TryMake(tensor, rowCount, out var texts))
        {
            return null;
        }

        var lengths = new byte[rows.Count * sizeof(int)];
        for (var i = 0; i < rows.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(lengths.AsSpan(i * sizeof(int)), texts.TextLength(rows[i]));
        }

        return FeatureColumn.Of(
            new Tensor(NameOf(tensor.Name), TensorDataType.Int32, [rows.Count], lengths), rows.Count, [.. Enumerable.Range(0, rows.Count)]);
    }
}
