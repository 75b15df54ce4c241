using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Onnx.Building;

namespace Maas.Onnx.Rewriting;

/// <summary>
/// Weights of which most are zero are stored by the others and their places. A runtime writes them out when it loads the model: fewer
/// bytes, the same speed.
/// </summary>
/// <remarks>Source: onnx.proto, <c>SparseTensorProto</c>; a place takes 8 bytes, so it pays off when more than two thirds are zero.</remarks>
public static class SparseWeights
{
    /// <summary>Writes the model so.</summary>
    /// <param name="body">What is rewritten.</param>
    /// <param name="variant">Name of what is written.</param>
    public static byte[] Write(ModelBody body, string variant)
    {
        var model = body.Model.Clone();
        var candidates = body.Nodes.SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);
        foreach (var weights in model.Graph.Initializer.Where(tensor => candidates.Contains(tensor.Name) && body.FindConstant(tensor.Name) is { Dims.Count: > 1 }).ToList())
        {
            var values = OnnxTensors.ReadFloats(weights);
            long[] places = [.. Enumerable.Range(0, values.Length).Where(i => values[i] != 0).Select(i => (long)i)];
            if (places.Length * (sizeof(float) + sizeof(long)) < values.Length * sizeof(float))
            {
                model.Graph.Initializer.Remove(weights);
                model.Graph.SparseInitializer.Add(Sparse(weights, values, places));
            }
        }

        model.MetadataProps.Add(new StringStringEntryProto { Key = "maas.variant", Value = variant });
        return model.ToByteArray();
    }

    private static SparseTensorProto Sparse(TensorProto weights, float[] values, long[] places)
    {
        var kept = OnnxTensors.Floats(Array.ConvertAll(places, place => values[place]), [places.Length]);
        kept.Name = weights.Name;
        return new SparseTensorProto { Values = kept, Indices = OnnxTensors.Int64s(places, [places.Length]), Dims = { weights.Dims } };
    }
}
