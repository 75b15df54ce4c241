using Maas.Inference.Models;

namespace Maas.Inference.Sampling;

/// <summary>A tensor whose rows are single values: one feature, or the prediction.</summary>
/// <param name="Name">Name of the feature.</param>
/// <param name="Values">Shape [rows] or [rows, 1].</param>
internal sealed record FeatureColumn(string Name, TensorColumn Values)
{
    /// <summary>Takes rows of the tensor as a column; null when its rows are more than single values.</summary>
    /// <param name="tensor">An input or output.</param>
    /// <param name="rowCount">Rows it must have.</param>
    /// <param name="rows">Indexes of those to take, ascending.</param>
    public static FeatureColumn? Of(Tensor? tensor, int rowCount, IReadOnlyList<int> rows) =>
        tensor is not null && TensorColumn.TryMake(tensor, rowCount, out var values) ? new FeatureColumn(tensor.Name, values.Take(rows)) : null;
}
