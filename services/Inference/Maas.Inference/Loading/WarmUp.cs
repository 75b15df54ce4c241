using Maas.Inference.Models;

namespace Maas.Inference.Loading;

/// <summary>Inputs made of nothing, to run a version once before the first caller has to wait for that.</summary>
internal static class WarmUp
{
    /// <summary>Zeros, or empty texts, for every input; sizes that may be any are 1. Null when that would be above 256 MiB.</summary>
    public static IReadOnlyList<Tensor>? Inputs(ServedModel model)
    {
        const long MaxBytes = 256L << 20;
        var tensors = new List<Tensor>();
        foreach (var input in model.Inputs)
        {
            long[] shape = [.. input.Shape.Select(size => size < 0 ? 1 : size)];

            // An empty text is its 4-byte length.
            var elementSize = input.DataType == TensorDataType.Bytes ? sizeof(uint) : input.DataType.ElementSize;
            var bytes = shape.Aggregate((double)elementSize, (product, size) => product * size);
            if (bytes > MaxBytes)
            {
                return null;
            }

            tensors.Add(new Tensor(input.Name, input.DataType, shape, new byte[(long)bytes]));
        }

        return tensors;
    }
}
