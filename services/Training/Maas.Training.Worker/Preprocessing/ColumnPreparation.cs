using Maas.Onnx.Building;

namespace Maas.Training.Worker.Preprocessing;

/// <summary>How one column that holds no numbers becomes some, fitted, and the ONNX nodes that do it. Immutable.</summary>
/// <param name="Column">Name of the column.</param>
internal abstract record ColumnPreparation(string Column)
{
    /// <summary>Names of the features it becomes.</summary>
    public abstract IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Categories that were seen, ordinal order; empty when there are none.</summary>
    public virtual IReadOnlyList<string> Categories => [];

    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">Gets them.</param>
    /// <param name="input">The column, STRING [N, 1]; empty is missing.</param>
    /// <returns>FLOAT [N, features].</returns>
    public abstract OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue input);

    /// <summary>The column with something in the place of what is missing.</summary>
    protected OnnxValue Filled(OnnxGraphBuilder graph, OnnxValue input, string fill)
    {
        var missing = graph.Node("Equal", $"{Column}_missing", [input, graph.Strings($"{Column}_nothing", [""])]);
        return graph.Node("Where", $"{Column}_filled", [missing, graph.Strings($"{Column}_fill", [fill]), input]);
    }
}
