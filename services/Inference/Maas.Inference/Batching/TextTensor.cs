using Maas.Inference.Models;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Batching;

/// <summary>Makes text tensors, which ONNX Runtime keeps in a form of its own.</summary>
internal static class TextTensor
{
    /// <summary>Puts the elements of several contents behind each other.</summary>
    /// <param name="shape">Size of each dimension, as many elements as the contents have together.</param>
    /// <param name="contents">In the protocol's raw form, checked.</param>
    public static OrtValue Make(long[] shape, ReadOnlySpan<JobInput> contents)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var index = 0;
        foreach (var content in contents)
        {
            var rest = content.Content;
            while (BytesContent.TryReadNext(ref rest, out var element))
            {
                value.StringTensorSetElementAt(element, index++);
            }
        }

        return value;
    }
}
