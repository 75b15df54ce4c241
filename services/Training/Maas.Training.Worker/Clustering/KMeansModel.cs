using System.Globalization;
using System.Numerics.Tensors;
using Maas.Onnx.Building;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Clustering;

/// <summary>
/// Clusters by their middles. A row belongs to each in some degree, in [0, 1], all together 1: its share of the inverse squared
/// distances, which is 1 in a middle and 1 / k where all are equally far. Immutable.
/// </summary>
/// <remarks>
/// Source: Bezdek, "Pattern Recognition with Fuzzy Objective Function Algorithms", 1981, equation 11.3a with the exponent 2. A softmax of
/// -ln d² is just that, so it is the head of every classifier.
/// </remarks>
/// <param name="centres">Two or more.</param>
internal sealed class KMeansModel(ClusterCentres centres) : IFittedModel
{
    // Of a squared distance; keeps the logarithm finite in a middle.
    private const double Nothing = 1e-20;

    /// <inheritdoc/>
    public LearningHistory History => LearningHistory.None;

    /// <inheritdoc/>
    public LinearWeights? Linear => null;

    /// <summary>The middles.</summary>
    public ClusterCentres Centres => centres;

    /// <summary>The clusters of rows as a target that was found: <c>cluster-0</c>, <c>cluster-1</c>, …</summary>
    public Target Assign(FeatureMatrix features) => new(
        [], centres.Assign(features, new double[features.RowCount]).Clusters,
        [.. Enumerable.Range(0, centres.Count).Select(cluster => string.Create(CultureInfo.InvariantCulture, $"cluster-{cluster}"))]);

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        var degrees = new double[features.RowCount * centres.Count];
        var row = new double[centres.Width];
        for (var i = 0; i < features.RowCount; i++)
        {
            var own = degrees.AsSpan(i * centres.Count, centres.Count);
            TensorPrimitives.ConvertTruncating<float, double>(features.Row(i), row);
            centres.SquaredDistances(row, own);
            foreach (ref var distance in own)
            {
                distance = -Math.Log(Math.Max(distance, Nothing));
            }

            Softmax.InPlace(own);
        }

        return degrees;
    }

    /// <inheritdoc/>
    public OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue features)
    {
        // |x - c|² = |x|² - 2 x c + |c|², in double precision, and from the mean of the middles: far from nothing the three are large and their sum is small.
        var mean = new double[centres.Width];
        for (var cluster = 0; cluster < centres.Count; cluster++)
        {
            TensorPrimitives.Add(mean, centres[cluster], mean);
        }

        TensorPrimitives.Divide(mean, centres.Count, mean);
        var weights = centres.Values.ToArray();
        var lengths = new double[centres.Count];
        for (var cluster = 0; cluster < centres.Count; cluster++)
        {
            var shifted = weights.AsSpan(cluster * centres.Width, centres.Width);
            TensorPrimitives.Subtract(shifted, mean, shifted);
            lengths[cluster] = TensorPrimitives.SumOfSquares<double>(shifted);
        }

        TensorPrimitives.Multiply(weights, -2, weights);
        var wide = graph.Node(
            "Sub", "features_shifted",
            [graph.Cast("features_wide", features, OnnxElementType.Double), graph.Doubles("mean_centre", mean, centres.Width)]);
        var squares = graph.Node(
            "ReduceSumSquare", "squared_length", [wide, graph.Int64s("over_features", [1], 1)], OnnxArgument.Of("keepdims", 1));
        var products = graph.Node(
            "Gemm", "centre_products",
            [wide, graph.Doubles("centres", weights, centres.Count, centres.Width), graph.Doubles("centre_lengths", lengths, centres.Count)],
            OnnxArgument.Of("transB", 1));
        var distances = graph.Node("Max", "squared_distances", [graph.Node("Add", "distances", [products, squares]), graph.Doubles("nothing", [Nothing])]);
        var logarithms = graph.Node("Log", "log_distances", [distances]);
        var nearest = graph.Node("ReduceMin", "log_nearest", [logarithms, graph.Int64s("over_clusters", [1], 1)], OnnxArgument.Of("keepdims", 1));

        // Beside the nearest, so that far rows keep their digits in single precision.
        return graph.Cast("scores", graph.Node("Sub", "nearness", [nearest, logarithms]), OnnxElementType.Float);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
