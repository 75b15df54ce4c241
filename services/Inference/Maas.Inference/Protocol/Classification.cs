using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Protocol;

/// <summary>
/// The extension <c>classification</c>: instead of an output, its best classes, as texts <c>{score}:{index}</c> or
/// <c>{score}:{index}:{label}</c>. Only for requests that ask for it.
/// </summary>
/// <remarks>Source: Triton, "Classification Extension"; the texts are those of its <c>classification.cc</c>.</remarks>
internal static class Classification
{
    /// <summary>Refuses outputs that hold no numbers to compare.</summary>
    /// <param name="model">The model that shall run.</param>
    /// <param name="outputNames">Outputs asked for; the model has them.</param>
    /// <param name="classCounts">How many classes of each, 0 for the output as it is; or empty.</param>
    /// <exception cref="MaasException"><c>PARAMETER_INVALID</c>.</exception>
    public static void Require(ServedModel model, IReadOnlyList<string> outputNames, IReadOnlyList<int> classCounts)
    {
        for (var i = 0; i < classCounts.Count; i++)
        {
            if (classCounts[i] > 0 && model.Outputs[model.OutputIndex(outputNames[i])].DataType is (TensorDataType.Bytes or TensorDataType.Bool) and var type)
            {
                throw InferenceErrors.ParameterInvalid(
                    "classification", $"output '{outputNames[i]}' holds {type.OipName}: expected an output of numbers. Ask for it without.");
            }
        }
    }

    /// <summary>The best classes of every row, best first; of equal scores the lower index first, NaN last.</summary>
    /// <param name="output">
    /// Shape [rows, …]: each row is one set of scores. Where the graph fixes the first dimension, or there is none, all elements are one set.
    /// </param>
    /// <param name="info">What the graph says of it.</param>
    /// <param name="classCount">1 or more; all classes when there are fewer.</param>
    /// <param name="labels">Names of the classes, by index; those that are missing are left out.</param>
    /// <returns><c>BYTES</c> of shape [rows, classes], or [classes] of a single set.</returns>
    public static Tensor Of(Tensor output, TensorInfo info, int classCount, IReadOnlyList<string> labels)
    {
        var hasRows = info.Shape.Length > 0 && info.Shape[0] < 0;
        var rowCount = hasRows ? output.Shape[0] : 1;
        var perRow = Tensor.CountOf(hasRows ? output.Shape.AsSpan(1) : output.Shape);
        var count = Math.Min(perRow, classCount);
        var content = new ArrayBufferWriter<byte>();
        for (var row = 0; row < rowCount; row++)
        {
            var length = (int)perRow * output.DataType.ElementSize;
            Write(content, output.DataType, output.Content.Span.Slice(row * length, length), (int)count, labels);
        }

        return new Tensor(output.Name, TensorDataType.Bytes, hasRows ? [rowCount, count] : [count], content.WrittenMemory);
    }

    private static void Write(ArrayBufferWriter<byte> texts, TensorDataType type, ReadOnlySpan<byte> row, int count, IReadOnlyList<string> labels)
    {
        switch (type)
        {
            case TensorDataType.UInt8:
                Write(texts, Scores<byte>(row), count, labels);
                break;
            case TensorDataType.UInt16:
                Write(texts, Scores<ushort>(row), count, labels);
                break;
            case TensorDataType.UInt32:
                Write(texts, Scores<uint>(row), count, labels);
                break;
            case TensorDataType.UInt64:
                Write(texts, Scores<ulong>(row), count, labels);
                break;
            case TensorDataType.Int8:
                Write(texts, Scores<sbyte>(row), count, labels);
                break;
            case TensorDataType.Int16:
                Write(texts, Scores<short>(row), count, labels);
                break;
            case TensorDataType.Int32:
                Write(texts, Scores<int>(row), count, labels);
                break;
            case TensorDataType.Int64:
                Write(texts, Scores<long>(row), count, labels);
                break;
            case TensorDataType.Fp16:
                Write(texts, Scores<Half>(row), count, labels);
                break;
            case TensorDataType.Bf16:
                Write(texts, Array.ConvertAll(Scores<ushort>(row), upper => BitConverter.Int32BitsToSingle(upper << 16)), count, labels);
                break;
            case TensorDataType.Fp32:
                Write(texts, Scores<float>(row), count, labels);
                break;
            case TensorDataType.Fp64:
                Write(texts, Scores<double>(row), count, labels);
                break;
            default:
                throw new InvalidOperationException($"{type} has no scores.");
        }
    }

    private static T[] Scores<T>(ReadOnlySpan<byte> row)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(row).ToArray();

    private static void Write<T>(ArrayBufferWriter<byte> texts, T[] scores, int count, IReadOnlyList<string> labels)
        where T : INumber<T>
    {
        foreach (var index in Best(scores, count))
        {
            var label = index < labels.Count ? $":{labels[index]}" : "";
            BytesContent.Write(texts, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{ScoreText.Of(scores[index])}:{index}{label}")));
        }
    }

    private static int[] Best<T>(T[] scores, int count)
        where T : INumber<T>
    {
        // The worst of those kept comes first, to give way to a better one.
        var kept = new PriorityQueue<int, int>(count, Comparer<int>.Create((one, other) => Compare(scores, other, one)));
        for (var index = 0; index < scores.Length; index++)
        {
            if (kept.Count < count)
            {
                kept.Enqueue(index, index);
            }
            else
            {
                kept.EnqueueDequeue(index, index);
            }
        }

        var best = new int[kept.Count];
        for (var i = best.Length - 1; i >= 0; i--)
        {
            best[i] = kept.Dequeue();
        }

        return best;
    }

    private static int Compare<T>(T[] scores, int one, int other)
        where T : INumber<T>
    {
        var (first, second) = (scores[one], scores[other]);
        return (T.IsNaN(first), T.IsNaN(second)) switch
        {
            (false, true) => -1,
            (true, false) => 1,
            (false, false) when first != second => first > second ? -1 : 1,
            _ => one - other,
        };
    }
}
