using System.Numerics.Tensors;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Clustering;

/// <summary>Moves centres to the middles of the rows that are nearest to them until no row changes its cluster.</summary>
/// <remarks>Source: Lloyd, "Least squares quantization in PCM", 1982.</remarks>
internal static class Lloyd
{
    private const int MostIterations = 300;

    /// <param name="features">At least as many different rows as there are centres.</param>
    /// <param name="centres">Where to begin.</param>
    /// <param name="onIteration">Told the number of finished iterations and the sum of squared distances; may be null.</param>
    /// <returns>The centres at the end and the sum of squared distances to them.</returns>
    public static (ClusterCentres Centres, double Inertia) Run(FeatureMatrix features, ClusterCentres centres, Action<int, double>? onIteration = null)
    {
        var distances = new double[features.RowCount];
        var (clusters, inertia) = centres.Assign(features, distances);
        for (var iteration = 1; iteration <= MostIterations; iteration++)
        {
            var moved = Middles(features, clusters, centres, distances);
            var (next, nextInertia) = moved.Assign(features, distances);
            onIteration?.Invoke(iteration, nextInertia);
            var isSettled = next.AsSpan().SequenceEqual(clusters) || nextInertia > inertia;
            if (nextInertia <= inertia)
            {
                (centres, clusters, inertia) = (moved, next, nextInertia);
            }

            if (isSettled)
            {
                break;
            }
        }

        return (centres, inertia);
    }

    // A centre that lost all its rows goes to the row that is farthest from its own.
    private static ClusterCentres Middles(FeatureMatrix features, int[] clusters, ClusterCentres centres, double[] distances)
    {
        var (width, sums, counts) = (centres.Width, new double[centres.Values.Length], new int[centres.Count]);
        var row = new double[width];
        for (var i = 0; i < clusters.Length; i++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(features.Row(i), row);
            var sum = sums.AsSpan(clusters[i] * width, width);
            TensorPrimitives.Add<double>(sum, row, sum);
            counts[clusters[i]]++;
        }

        for (var cluster = 0; cluster < counts.Length; cluster++)
        {
            var middle = sums.AsSpan(cluster * width, width);
            if (counts[cluster] > 0)
            {
                TensorPrimitives.Divide(middle, counts[cluster], middle);
                continue;
            }

            var farthest = TensorPrimitives.IndexOfMax<double>(distances);
            TensorPrimitives.ConvertTruncating<float, double>(features.Row(farthest), middle);
            distances[farthest] = 0;
        }

        return new ClusterCentres(sums, counts.Length);
    }
}
