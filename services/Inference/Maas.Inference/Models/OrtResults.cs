using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Models;

/// <summary>Takes the outputs of a run over into managed memory, one copy each, so that nothing native outlives it.</summary>
internal static class OrtResults
{
    /// <param name="names">Names of the outputs, in the order of <paramref name="values"/>.</param>
    /// <param name="values">What the run gave.</param>
    public static IReadOnlyList<Tensor> Copy(IReadOnlyList<string> names, IReadOnlyList<OrtValue> values)
    {
        var tensors = new Tensor[values.Count];
        for (var i = 0; i < values.Count; i++)
        {
            tensors[i] = Copy(names[i], values[i]);
        }

        return tensors;
    }

    private static Tensor Copy(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        if (!TensorDataTypes.TryFrom(info.ElementDataType, out var type))
        {
            throw new InvalidOperationException($"Output '{name}' has the element type {info.ElementDataType}.");
        }

        var content = type == TensorDataType.Bytes ? Texts(value, info.ElementCount) : Numbers(value, info.ElementCount);
        return new Tensor(name, type, info.Shape, content);
    }

    private static ReadOnlyMemory<byte> Numbers(OrtValue value, long count)
    {
        if (count == 0)
        {
            return default;
        }

        var source = value.GetTensorMutableRawData();
        var content = GC.AllocateUninitializedArray<byte>(source.Length);
        source.CopyTo(content);
        return content;
    }

    private static ReadOnlyMemory<byte> Texts(OrtValue value, long count)
    {
        var content = new ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
        {
            BytesContent.Write(content, value.GetStringElementAsSpan(i));
        }

        return content.WrittenMemory;
    }
}
