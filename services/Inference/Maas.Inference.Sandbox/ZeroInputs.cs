using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Sandbox;

/// <summary>The smallest inputs a model takes: one of everything that may vary, and nothing but zeros and empty texts.</summary>
internal sealed class ZeroInputs : IDisposable
{
    private readonly List<OrtValue> _values = [];

    /// <param name="session">Its inputs are wanted.</param>
    /// <param name="maxBytes">Larger ones are not made.</param>
    /// <exception cref="NotSupportedException">An input is no tensor of a type that has zeros.</exception>
    /// <exception cref="InsufficientMemoryException">An input is too large.</exception>
    public ZeroInputs(InferenceSession session, long maxBytes)
    {
        try
        {
            foreach (var (name, input) in session.InputMetadata)
            {
                Names.Add(name);
                _values.Add(Make(name, input, maxBytes));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public List<string> Names { get; } = [];

    public IReadOnlyCollection<OrtValue> Values => _values;

    public void Dispose()
    {
        _values.ForEach(value => value.Dispose());
        _values.Clear();
    }

    private static OrtValue Make(string name, NodeMetadata input, long maxBytes)
    {
        if (input.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            throw new NotSupportedException($"Input '{name}' is no tensor.");
        }

        var shape = Array.ConvertAll(input.Dimensions, size => size < 0 ? 1L : size);
        if (shape.Aggregate((Int128)1, (product, size) => product * size) > maxBytes)
        {
            throw new InsufficientMemoryException($"Input '{name}' of shape [{string.Join(", ", shape)}] is too large to be made.");
        }

        if (input.IsString)
        {
            return OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        }

        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, input.ElementDataType, shape);
        value.GetTensorMutableRawData().Clear();
        return value;
    }
}
