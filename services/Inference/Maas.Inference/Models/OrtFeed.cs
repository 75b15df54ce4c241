using System.Buffers;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Models;

/// <summary>
/// Inputs as ONNX Runtime takes them. Fixed-size content is pinned and read in place; only content that does not lie
/// on a multiple of its element size (a slice of a larger message) is copied. Not thread-safe; dispose after the run.
/// </summary>
internal sealed class OrtFeed : IDisposable
{
    private readonly string[] _names;
    private readonly OrtValue[] _values;
    private readonly MemoryHandle[] _pins;

    private OrtFeed(int count)
    {
        _names = new string[count];
        _values = new OrtValue[count];
        _pins = new MemoryHandle[count];
    }

    /// <summary>Names, in the order of <see cref="Values"/>.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Values; they point into the tensors' content.</summary>
    public IReadOnlyCollection<OrtValue> Values => _values;

    /// <summary>Pins and wraps the tensors.</summary>
    /// <exception cref="Errors.MaasException"><c>CONTENT_SIZE_MISMATCH</c>: content and shape do not fit.</exception>
    public static OrtFeed Of(IReadOnlyList<Tensor> inputs)
    {
        var feed = new OrtFeed(inputs.Count);
        try
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                feed._names[i] = inputs[i].Name;
                feed._values[i] = inputs[i].DataType == TensorDataType.Bytes ? Texts(inputs[i]) : feed.Numbers(inputs[i], i);
            }

            return feed;
        }
        catch
        {
            feed.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i]?.Dispose();
            _pins[i].Dispose();
        }
    }

    private unsafe OrtValue Numbers(Tensor tensor, int index)
    {
        var elementSize = tensor.DataType.ElementSize;
        var expected = checked(tensor.ElementCount * elementSize);
        if (tensor.Content.Length != expected)
        {
            throw InferenceErrors.ContentSizeMismatch(tensor.Name, expected, tensor.Content.Length);
        }

        // An empty tensor still needs an address.
        var content = tensor.Content.IsEmpty ? new byte[1] : tensor.Content;
        var pin = content.Pin();
        if ((nuint)pin.Pointer % (nuint)elementSize != 0)
        {
            pin.Dispose();
            pin = new ReadOnlyMemory<byte>(content.ToArray()).Pin();
        }

        _pins[index] = pin;
        return OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, tensor.DataType.Element, tensor.Shape, (nint)pin.Pointer, expected);
    }

    private static OrtValue Texts(Tensor tensor)
    {
        var count = tensor.ElementCount;
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape);
        var rest = tensor.Content.Span;
        for (var i = 0; i < count; i++)
        {
            if (!BytesContent.TryReadNext(ref rest, out var element))
            {
                value.Dispose();
                throw InferenceErrors.ElementCountMismatch(tensor.Name, count, i);
            }

            value.StringTensorSetElementAt(element, i);
        }

        if (!rest.IsEmpty)
        {
            value.Dispose();
            throw InferenceErrors.ContentSizeMismatch(tensor.Name, tensor.Content.Length - rest.Length, tensor.Content.Length);
        }

        return value;
    }
}
