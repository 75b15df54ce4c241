using Maas.Training.Worker.Data;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Training.Worker.Sessions;

/// <summary>Runs a model over raw rows by ONNX Runtime on the CPU, as a server would. Not thread-safe.</summary>
internal sealed class ArtifactSession : IDisposable
{
    private const int MostRows = 1024;

    // Of pixels and of letters, so that what a graph makes of them, 32 channels of a first convolution or a number per letter, fits.
    private const int MostNumbers = 1 << 22;

    private readonly InferenceSession _session;

    /// <param name="model">A serialized ONNX model.</param>
    /// <param name="threads">Threads within an operator.</param>
    public ArtifactSession(byte[] model, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(model, options);
    }

    /// <summary>A FLOAT output for all rows: shape [rows, width], row-major.</summary>
    public float[] RunFloats(RawRows rows, string output)
    {
        var gathered = new GatheredRows<float>(rows.Count);
        Run(rows, [output], (count, values) => gathered.Add(count, values[0].GetTensorDataAsSpan<float>()));
        return gathered.Values;
    }

    /// <summary>A STRING output for all rows.</summary>
    public string[] RunTexts(RawRows rows, string output)
    {
        var gathered = new GatheredRows<string>(rows.Count);
        Run(rows, [output], (count, values) => gathered.Add(count, values[0].GetStringTensorAsArray()));
        return gathered.Values;
    }

    /// <summary>A FLOAT and a STRING output for all rows.</summary>
    public (float[] Floats, string[] Texts) RunFloatsAndTexts(RawRows rows, string floats, string texts)
    {
        var (numbers, words) = (new GatheredRows<float>(rows.Count), new GatheredRows<string>(rows.Count));
        Run(rows, [floats, texts], (count, values) =>
        {
            numbers.Add(count, values[0].GetTensorDataAsSpan<float>());
            words.Add(count, values[1].GetStringTensorAsArray());
        });
        return (numbers.Values, words.Values);
    }

    /// <summary>One row, ready to be asked about again and again.</summary>
    public RowRun PrepareRow(RawRows rows, int row, IReadOnlyCollection<string> outputs) => new(
        _session, rows.Columns.ToDictionary(column => column.Name, column => ToTensor(column, row, 1)), outputs);

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void Run(RawRows rows, string[] outputs, Action<int, IReadOnlyList<OrtValue>> take)
    {
        using var options = new RunOptions();
        for (var (start, count) = (0, 0); start < rows.Count; start += count)
        {
            count = CountFrom(rows, start);
            var inputs = rows.Columns.ToDictionary(column => column.Name, column => ToTensor(column, start, count));
            try
            {
                using var results = _session.Run(options, inputs, outputs);
                take(count, results);
            }
            finally
            {
                foreach (var input in inputs.Values)
                {
                    input.Dispose();
                }
            }
        }
    }

    // Texts of a batch are made as long as the longest of them.
    private static int CountFrom(RawRows rows, int start)
    {
        var most = Math.Min(MostRows, rows.Count - start);
        foreach (var column in rows.Columns)
        {
            if (column.Pixels is not null)
            {
                most = Math.Min(most, MostNumbers / column.Grid.Length);
            }
            else if (column.Texts is { } texts)
            {
                var longest = 0;
                for (var count = 0; count < most; count++)
                {
                    longest = Math.Max(longest, texts[start + count].Length);
                    if ((long)longest * (count + 1) > MostNumbers)
                    {
                        most = count;
                    }
                }
            }
        }

        return Math.Max(1, most);
    }

    private static OrtValue ToTensor(RawColumn column, int start, int count)
    {
        if (column.Numbers is { } numbers)
        {
            return OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, numbers.AsMemory(start, count), [count, 1]);
        }

        if (column.Pixels is { } pixels)
        {
            var grid = column.Grid;
            return OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, pixels.AsMemory(start * grid.Length, count * grid.Length),
                [count, grid.Height, grid.Width, grid.ChannelCount]);
        }

        var texts = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [count, 1]);
        for (var i = 0; i < count; i++)
        {
            texts.StringTensorSetElementAt(column.Texts![start + i].AsSpan(), i);
        }

        return texts;
    }
}
