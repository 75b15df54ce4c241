using System.Numerics.Tensors;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Clustering;

/// <summary>The middles of clusters, among prepared features. Thread-safe.</summary>
/// <param name="values">Shape [count, width], row-major.</param>
/// <param name="count">Clusters, one or more.</param>
internal sealed class ClusterCentres(double[] values, int count)
{
    /// <summary>Clusters.</summary>
    public int Count => count;

    /// <summary>Features.</summary>
    public int Width => values.Length / count;

    /// <summary>Shape [count, width], row-major.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>One of them.</summary>
    public ReadOnlySpan<double> this[int cluster] => values.AsSpan(cluster * Width, Width);

    /// <summary>The nearest cluster of each row, the first of equally near ones, and the sum of squared distances to them.</summary>
    /// <param name="features">At least one row.</param>
    /// <param name="distances">Gets the squared distance of each row to its cluster.</param>
    public (int[] Clusters, double Inertia) Assign(FeatureMatrix features, Span<double> distances)
    {
        var clusters = new int[features.RowCount];
        var all = new double[count];
        double inertia = 0;
        var row = new double[Width];
        for (var i = 0; i < clusters.Length; i++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(features.Row(i), row);
            SquaredDistances(row, all);
            clusters[i] = TensorPrimitives.IndexOfMin<double>(all);
            distances[i] = all[clusters[i]];
            inertia += distances[i];
        }

        return (clusters, inertia);
    }

    /// <summary>Squared distances of one row to all. Allocates nothing.</summary>
    /// <param name="row">Its features.</param>
    /// <param name="distances">Gets one per cluster.</param>
    public void SquaredDistances(ReadOnlySpan<double> row, Span<double> distances)
    {
        for (var cluster = 0; cluster < count; cluster++)
        {
            var distance = TensorPrimitives.Distance<double>(row, this[cluster]);
            distances[cluster] = distance * distance;
        }
    }
}
