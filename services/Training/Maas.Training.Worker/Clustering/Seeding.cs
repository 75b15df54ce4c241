using System.Numerics.Tensors;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Clustering;

/// <summary>Chooses rows to begin with: each by chance, the more likely the farther it is from those before it.</summary>
/// <remarks>Source: Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", 2007.</remarks>
internal static class Seeding
{
    /// <returns>The centres; null when there are not so many different rows.</returns>
    public static ClusterCentres? Choose(FeatureMatrix features, int count, Random random)
    {
        var (width, rows) = (features.Width, features.RowCount);
        var values = new double[count * width];
        var nearest = new double[rows];
        Array.Fill(nearest, double.PositiveInfinity);
        var row = new double[width];
        for (var cluster = 0; cluster < count; cluster++)
        {
            var chosen = cluster == 0 ? random.Next(rows) : Draw(nearest, random);
            if (chosen < 0)
            {
                return null;
            }

            var centre = values.AsSpan(cluster * width, width);
            TensorPrimitives.ConvertTruncating<float, double>(features.Row(chosen), centre);
            for (var i = 0; i < rows; i++)
            {
                TensorPrimitives.ConvertTruncating<float, double>(features.Row(i), row);
                var distance = TensorPrimitives.Distance<double>(row, centre);
                nearest[i] = Math.Min(nearest[i], distance * distance);
            }
        }

        return new ClusterCentres(values, count);
    }

    // A place with the chance of its weight; -1 when all are 0.
    private static int Draw(double[] weights, Random random)
    {
        var left = random.NextDouble() * TensorPrimitives.Sum<double>(weights);
        var last = -1;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                last = i;
                left -= weights[i];
                if (left < 0)
                {
                    return i;
                }
            }
        }

        return last;
    }
}
