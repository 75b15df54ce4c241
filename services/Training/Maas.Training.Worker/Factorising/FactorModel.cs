using Maas.Onnx.Building;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Factorising;

/// <summary>
/// Factors of users and items. A user or an item that was not seen gets what the other one gets or gives in all, and two of them the mean.
/// Immutable.
/// </summary>
/// <param name="factors">In standard deviations of the target.</param>
/// <param name="scale">Of the target.</param>
/// <param name="history">How they were found.</param>
internal sealed class FactorModel(Factors factors, TargetScale scale, LearningHistory history) : IFittedModel
{
    /// <inheritdoc/>
    public LearningHistory History => history;

    /// <inheritdoc/>
    public LinearWeights? Linear => null;

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        var (users, items) = (Ratings.PlacesOf(features, Side.User), Ratings.PlacesOf(features, Side.Item));
        return [.. users.Zip(items, (user, item) => (factors.Rate(user, item) * scale.Deviation) + scale.Mean)];
    }

    /// <inheritdoc/>
    public OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue features)
    {
        // Places begin at -1, rows of a table at 0. A place is exact in single precision: there are far fewer than 2^24.
        var rows = graph.Cast("table_rows", graph.Node("Add", "places", [features, graph.Floats("first_place", [1])]), OnnxElementType.Int64);
        var products = graph.Node("Mul", "products", [Gather(graph, rows, Side.User), Gather(graph, rows, Side.Item)]);
        var rating = graph.Node("ReduceSum", "rating", [products, graph.Int64s("over_factors", [1], 1)], OnnxArgument.Of("keepdims", 1));
        var spread = graph.Node("Mul", "spread", [rating, graph.Doubles("target_deviation", [scale.Deviation])]);
        return graph.Cast("scores", graph.Node("Add", "scores_wide", [spread, graph.Doubles("target_mean", [scale.Mean])]), OnnxElementType.Float);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // DOUBLE [N, width].
    private OnnxValue Gather(OnnxGraphBuilder graph, OnnxValue rows, Side side)
    {
        var name = side == Side.User ? "user" : "item";
        var own = graph.Node("Gather", $"{name}_row", [rows, graph.Int64s($"{name}_column", [(long)side])], OnnxArgument.Of("axis", 1));
        var table = graph.Doubles($"{name}_factors", factors.TableOf(side), factors.CountOf(side) + 1, factors.Width);
        return graph.Node("Gather", $"{name}_known", [table, own], OnnxArgument.Of("axis", 0));
    }
}
