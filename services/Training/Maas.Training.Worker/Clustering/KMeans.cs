using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Clustering;

/// <summary>
/// k-means: of twenty beginnings on at most ten thousand rows the best, from which all rows are gone through to the end. The same plan and
/// rows give the same centres.
/// </summary>
/// <param name="clusterCount">Clusters; 0 takes that of 2 to 10 with the best silhouette.</param>
/// <param name="seed">Decides the beginnings.</param>
/// <param name="onIteration">Told the number of finished iterations and the mean squared distance.</param>
internal sealed class KMeans(int clusterCount, long seed, Action<int, double> onIteration)
{
    private const int Beginnings = 20;
    private const int SampleRows = 10_000;
    private const int MostChosen = 10;

    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>: not enough different rows.</exception>
    public KMeansModel Fit(FeatureMatrix features)
    {
        var random = new Random((int)(seed ^ (seed >> 32)));
        var sample = Sample(features);
        var begin = clusterCount > 0 ? Begin(sample, clusterCount, random) : Choose(sample, random);
        if (begin is null)
        {
            throw PlanErrors.DataUnsuitable(
                $"there are fewer than {Math.Max(2, clusterCount)} different rows, so no {Math.Max(2, clusterCount)} clusters. Ask for fewer, or for other columns.");
        }

        var (centres, _) = Lloyd.Run(features, begin, (iteration, inertia) => onIteration(iteration, inertia / features.RowCount));
        return new KMeansModel(centres);
    }

    // The smallest sum of squared distances; null when there are not so many different rows.
    private static ClusterCentres? Begin(FeatureMatrix sample, int count, Random random)
    {
        (ClusterCentres Centres, double Inertia)? best = null;
        for (var beginning = 0; beginning < Beginnings; beginning++)
        {
            if (Seeding.Choose(sample, count, random) is not { } seeds)
            {
                return null;
            }

            var found = Lloyd.Run(sample, seeds);
            best = best is null || found.Inertia < best.Value.Inertia ? found : best;
        }

        return best!.Value.Centres;
    }

    private static ClusterCentres? Choose(FeatureMatrix sample, Random random)
    {
        (ClusterCentres? Centres, double Silhouette) best = (null, double.NegativeInfinity);
        for (var count = 2; count <= MostChosen && Begin(sample, count, random) is { } centres; count++)
        {
            var (clusters, _) = centres.Assign(sample, new double[sample.RowCount]);
            var silhouette = Silhouette.Of(sample, clusters, count);
            best = silhouette > best.Silhouette ? (centres, silhouette) : best;
        }

        return best.Centres;
    }

    private static FeatureMatrix Sample(FeatureMatrix features) => features.RowCount <= SampleRows
        ? features
        : features.Take([.. Enumerable.Range(0, SampleRows).Select(place => (int)((long)place * features.RowCount / SampleRows))]);
}
