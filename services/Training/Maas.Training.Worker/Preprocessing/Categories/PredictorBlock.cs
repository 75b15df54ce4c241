using Maas.Onnx.Building;
using Maas.Training.Worker.Preprocessing.Numbers;

namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>
/// What missing categories are predicted from: numbers, filled and standardised, then an indicator per category of the other columns, filled.
/// Immutable.
/// </summary>
/// <param name="Numbers">The numeric columns; may be none.</param>
/// <param name="Categories">The categorical columns.</param>
internal sealed record PredictorBlock(NumberBlock Numbers, IReadOnlyList<OneHotPreparation> Categories)
{
    /// <summary>The raw column that each predictor is made of.</summary>
    public IReadOnlyList<string> Owners { get; } =
        [.. Numbers.FeatureColumns, .. Categories.SelectMany(column => Enumerable.Repeat(column.Column, column.FeatureNames.Count))];

    /// <summary>Predictors of a row.</summary>
    public int Width => Owners.Count;

    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">Gets them.</param>
    /// <param name="inputs">The raw columns, FLOAT or STRING [N, 1].</param>
    /// <returns>FLOAT [N, width], finite whatever the inputs are.</returns>
    public OnnxValue AppendTo(OnnxGraphBuilder graph, IReadOnlyDictionary<string, OnnxValue> inputs) => PreparationGraph.Join(
        graph, "predictors",
        [.. NumberGraph.Append(graph, inputs, Numbers), .. Categories.Select(column => column.AppendTo(graph, inputs[column.Column]))]);
}
