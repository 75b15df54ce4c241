using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Maas.Training.Plans;
using Maas.Training.Worker.Sessions;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Export;

/// <summary>Records what an artifact answers to single rows, in the raw form of the Open Inference Protocol.</summary>
internal static class GoldenRecorder
{
    /// <summary>Largest difference that another device may show, in units of the parity check: it takes sums in another order.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>One example per row.</summary>
    /// <param name="artifact">The exported model.</param>
    /// <param name="rows">About four.</param>
    /// <param name="tolerance">Largest difference another device may show.</param>
    public static IReadOnlyList<GoldenOutcome> Record(ModelSession artifact, RawRows rows, double tolerance) =>
    [
        .. Enumerable.Range(0, rows.Count).Select(row =>
        {
            var single = rows.Take([row]);
            return new GoldenOutcome
            {
                Inputs = [.. single.Columns.Select(Input)],
                Outputs = Outputs(artifact, single),
                Tolerance = tolerance,
            };
        }),
    ];

    private static IReadOnlyList<TensorContent> Outputs(ModelSession artifact, RawRows row)
    {
        var (scores, labels) = artifact.Predict(row);
        var content = Floats(artifact.Model.ScoresName, [1, scores.Length], scores);
        return labels.Length == 0 ? [content] : [Texts(artifact.Model.LabelName, [1], labels), content];
    }

    private static TensorContent Input(RawColumn column) => column switch
    {
        { Numbers: { } numbers } => Floats(column.Name, [1, 1], numbers),
        { Pixels: { } pixels, Grid: var grid } => new TensorContent
        {
            Name = column.Name, DataType = "UINT8", Shape = [1, grid.Height, grid.Width, grid.ChannelCount], Content = pixels,
        },
        _ => Texts(column.Name, [1, 1], column.Texts!),
    };

    private static TensorContent Floats(string name, IReadOnlyList<long> shape, float[] values)
    {
        var content = MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            var words = MemoryMarshal.Cast<byte, int>(content.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return new TensorContent { Name = name, DataType = "FP32", Shape = shape, Content = content };
    }

    private static TensorContent Texts(string name, IReadOnlyList<long> shape, string[] values)
    {
        using var content = new MemoryStream();
        var length = new byte[sizeof(int)];
        foreach (var value in values)
        {
            var text = Encoding.UTF8.GetBytes(value);
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            content.Write(length);
            content.Write(text);
        }

        return new TensorContent { Name = name, DataType = "BYTES", Shape = shape, Content = content.ToArray() };
    }
}
