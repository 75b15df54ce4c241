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
    /// <summary>One example per row.</summary>
    /// <param name="session">The artifact.</param>
    /// <param name="model">Names of its outputs.</param>
    /// <param name="rows">About four.</param>
    /// <param name="tolerance">Largest difference another device may show.</param>
    public static IReadOnlyList<GoldenOutcome> Record(
        ArtifactSession session, ExportedModel model, RawRows rows, double tolerance) =>
    [
        .. Enumerable.Range(0, rows.Count).Select(row =>
        {
            var single = rows.Take([row]);
            return new GoldenOutcome
            {
                Inputs = [.. single.Columns.Select(Input)],
                Outputs = Outputs(session, model, single),
                Tolerance = tolerance,
            };
        }),
    ];

    private static IReadOnlyList<TensorContent> Outputs(ArtifactSession session, ExportedModel model, RawRows row)
    {
        if (model.LabelName.Length == 0)
        {
            return [Floats(model.ScoresName, [1, 1], session.RunFloats(row, model.ScoresName))];
        }

        var (probabilities, labels) = session.RunFloatsAndTexts(row, model.ScoresName, model.LabelName);
        return [Texts(model.LabelName, [1], labels), Floats(model.ScoresName, [1, probabilities.Length], probabilities)];
    }

    private static TensorContent Input(RawColumn column) => column.Numbers is { } numbers
        ? Floats(column.Name, [1, 1], numbers)
        : Texts(column.Name, [1, 1], column.Texts!);

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
