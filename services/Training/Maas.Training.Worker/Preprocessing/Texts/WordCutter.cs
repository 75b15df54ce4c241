using Maas.Onnx.Building;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Training.Worker.Preprocessing.Texts;

/// <summary>Cuts texts by the nodes that are served. Not thread-safe.</summary>
internal sealed class WordCutter : IDisposable
{
    // The words of a batch are as many for each text as the longest has.
    private const int BatchTexts = 64;

    private readonly InferenceSession _session;
    private readonly string _output;

    /// <param name="isCaseSensitive">Whether upper case is kept.</param>
    /// <param name="threads">Threads within an operator.</param>
    public WordCutter(bool isCaseSensitive, int threads)
    {
        var graph = new OnnxGraphBuilder("words");
        var words = WordGraph.Append(
            graph, "text", graph.Input("text", OnnxElementType.String, OnnxDimension.Batch, 1), isCaseSensitive);
        _output = words.Name;
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        _session = new InferenceSession(
            graph.Build(new OnnxOutput(words, OnnxElementType.String, OnnxDimension.Batch, OnnxDimension.Named("L"))), options);
    }

    /// <summary>Cuts texts one after the other.</summary>
    /// <param name="texts">Any number.</param>
    /// <param name="onText">Gets the words of each.</param>
    public void Cut(string[] texts, Action<IReadOnlyList<string>> onText)
    {
        using var options = new RunOptions();
        for (var start = 0; start < texts.Length; start += BatchTexts)
        {
            var count = Math.Min(BatchTexts, texts.Length - start);
            using var input = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [count, 1]);
            for (var i = 0; i < count; i++)
            {
                input.StringTensorSetElementAt(texts[start + i].AsSpan(), i);
            }

            using var results = _session.Run(options, ["text"], [input], [_output]);
            var words = results[0].GetStringTensorAsArray();
            var length = words.Length / count;
            for (var i = 0; i < count; i++)
            {
                onText([.. words.AsSpan(i * length, length).ToArray().TakeWhile(word => word.Length > 0)]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
