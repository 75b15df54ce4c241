namespace Maas.Training.Worker.Data;

/// <summary>Prepared features, as the preprocessing graph gives them.</summary>
/// <param name="Values">Shape [rows, width], row-major, finite.</param>
/// <param name="RowCount">Rows.</param>
/// <param name="Width">Features per row.</param>
internal sealed record FeatureMatrix(float[] Values, int RowCount, int Width)
{
    /// <summary>One row, without a copy.</summary>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>A copy of some rows, in the order of <paramref name="indices"/>.</summary>
    public FeatureMatrix Take(ReadOnlySpan<int> indices)
    {
        var values = new float[LongArray.Length<float>(indices.Length, Width, "prepared features")];
        for (var i = 0; i < indices.Length; i++)
        {
            Row(indices[i]).CopyTo(values.AsSpan(i * Width));
        }

        return new FeatureMatrix(values, indices.Length, Width);
    }
}
