using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Protocol;

/// <summary>
/// Checks dimensions to which the graph gives the same name, such as the batch size: they have the same size in every input.
/// </summary>
/// <remarks>Source: ONNX, "Open Neural Network Exchange Intermediate Representation", dimension variables.</remarks>
internal static class SharedDimensions
{
    /// <exception cref="MaasException"><c>SHAPE_MISMATCH</c>.</exception>
    public static void Require(IReadOnlyList<TensorInfo> expected, IReadOnlyList<Tensor> tensors)
    {
        for (var later = 1; later < tensors.Count; later++)
        {
            for (var i = 0; i < expected[later].DimensionNames.Count; i++)
            {
                if (expected[later].DimensionNames[i].Length > 0)
                {
                    RequireSameAsBefore(expected, tensors, later, i);
                }
            }
        }
    }

    private static void RequireSameAsBefore(
        IReadOnlyList<TensorInfo> expected, IReadOnlyList<Tensor> tensors, int later, int dimension)
    {
        var name = expected[later].DimensionNames[dimension];
        for (var earlier = 0; earlier < later; earlier++)
        {
            for (var i = 0; i < expected[earlier].DimensionNames.Count; i++)
            {
                if (expected[earlier].DimensionNames[i] == name && tensors[earlier].Shape[i] != tensors[later].Shape[dimension])
                {
                    throw InferenceErrors.ShapeMismatch(
                        tensors[later].Name,
                        $"{TensorCheck.Text(expected[later].Shape)} with '{name}' = {tensors[earlier].Shape[i]} as in '{tensors[earlier].Name}'",
                        TensorCheck.Text(tensors[later].Shape));
                }
            }
        }
    }
}
