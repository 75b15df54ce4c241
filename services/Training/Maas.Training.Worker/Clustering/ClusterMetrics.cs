using System.Numerics.Tensors;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Measuring;

namespace Maas.Training.Worker.Clustering;

/// <summary>Quality of clusters. Whether they mean anything only a person can tell.</summary>
internal static class ClusterMetrics
{
    /// <summary>
    /// <c>train.inertia</c> (sum of squared distances to the middle of the own cluster, among prepared features), <c>.mean_distance</c>
    /// squared and per row, <c>.silhouette</c>, and those of the test rows when there are any.
    /// </summary>
    /// <param name="centres">The middles.</param>
    /// <param name="data">Its target is the cluster of each row.</param>
    /// <param name="answers">What the artifact says of them.</param>
    /// <param name="prepare">Prepares rows.</param>
    public static SortedDictionary<string, double> Of(
        ClusterCentres centres, TrainingData data, Answers answers, Func<RawRows, FeatureMatrix> prepare)
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (prefix, rows) in (ReadOnlySpan<(string, int[])>)[("train", data.TrainRows), ("test", data.TestRows)])
        {
            if (rows.Length > 0)
            {
                AddTo(metrics, prefix, centres, prepare(data.Rows.Take(rows)), answers.PredictedClasses(data, rows));
            }
        }

        return metrics;
    }

    private static void AddTo(
        SortedDictionary<string, double> metrics, string prefix, ClusterCentres centres, FeatureMatrix features, int[] clusters)
    {
        var all = new double[centres.Count];
        var row = new double[centres.Width];
        double inertia = 0;
        for (var i = 0; i < clusters.Length; i++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(features.Row(i), row);
            centres.SquaredDistances(row, all);
            inertia += all[clusters[i]];
        }

        metrics[$"{prefix}.inertia"] = inertia;
        metrics[$"{prefix}.mean_squared_distance"] = inertia / clusters.Length;
        metrics[$"{prefix}.silhouette"] = Silhouette.Of(features, clusters, centres.Count);
    }
}
