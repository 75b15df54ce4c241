using System.Numerics.Tensors;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Clustering;

/// <summary>How well rows lie in their clusters, in [-1, 1]: near 1 far from all others, about 0 between two, below 0 in the wrong one.</summary>
/// <remarks>Source: Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis", 1987.</remarks>
internal static class Silhouette
{
    /// <summary>Rows that are compared at most, evenly chosen: each with each.</summary>
    public const int MostRows = 2000;

    /// <summary>The mean over the rows; a row that is alone counts 0. 0 when all are in one cluster.</summary>
    /// <param name="features">Rows.</param>
    /// <param name="clusters">Cluster of each row.</param>
    /// <param name="clusterCount">Clusters.</param>
    public static double Of(FeatureMatrix features, ReadOnlySpan<int> clusters, int clusterCount)
    {
        var count = Math.Min(features.RowCount, MostRows);
        var sample = new int[count];
        for (var i = 0; i < count; i++)
        {
            sample[i] = (int)((long)i * features.RowCount / count);
        }

        var sizes = new int[clusterCount];
        foreach (var row in sample)
        {
            sizes[clusters[row]]++;
        }

        // In double precision: squares of unscaled numbers leave the single one.
        var wide = new double[count][];
        for (var i = 0; i < count; i++)
        {
            wide[i] = new double[features.Width];
            TensorPrimitives.ConvertTruncating<float, double>(features.Row(sample[i]), wide[i]);
        }

        double sum = 0;
        var distances = new double[clusterCount];
        for (var i = 0; i < count; i++)
        {
            Array.Clear(distances);
            for (var other = 0; other < count; other++)
            {
                distances[clusters[sample[other]]] += TensorPrimitives.Distance<double>(wide[i], wide[other]);
            }

            sum += OfRow(distances, sizes, clusters[sample[i]]);
        }

        return sum / count;
    }

    private static double OfRow(double[] distances, int[] sizes, int own)
    {
        var nearest = double.PositiveInfinity;
        for (var cluster = 0; cluster < sizes.Length; cluster++)
        {
            if (cluster != own && sizes[cluster] > 0)
            {
                nearest = Math.Min(nearest, distances[cluster] / sizes[cluster]);
            }
        }

        if (sizes[own] == 1 || double.IsPositiveInfinity(nearest))
        {
            return 0;
        }

        var inside = distances[own] / (sizes[own] - 1);
        var larger = Math.Max(inside, nearest);
        return larger > 0 ? (nearest - inside) / larger : 0;
    }
}
