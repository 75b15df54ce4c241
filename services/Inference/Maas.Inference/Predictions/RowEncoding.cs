using Maas.Inference.Models;
using Maas.Inference.Predictions.Images;

namespace Maas.Inference.Predictions;

/// <summary>What the rows of one request are made into tensors with. Not thread-safe.</summary>
/// <param name="Rows">What the caller sent.</param>
/// <param name="Problems">Takes what does not fit.</param>
/// <param name="Images">What images may cost.</param>
/// <param name="Cancellation">Cancelled when nobody waits any more.</param>
internal sealed record RowEncoding(
    IReadOnlyList<IReadOnlyDictionary<string, RowValue>> Rows, RowProblems Problems, ImageMemory Images, CancellationToken Cancellation)
{
    /// <summary>Shape of a tensor of one value per row.</summary>
    public long[] ColumnShape(TensorInfo info)
    {
        var shape = new long[info.Shape.Length];
        Array.Fill(shape, 1);
        shape[0] = Rows.Count;
        return shape;
    }
}
