using Maas.Onnx.Building;

namespace Maas.Training.Worker.Preprocessing.Numbers;

/// <summary>Writes a <see cref="NumberBlock"/> as ONNX nodes, core operators alone: they run on a GPU too.</summary>
internal static class NumberGraph
{
    /// <returns>FLOAT [N, columns] and, when asked for, what was missing; nothing when there are no columns.</returns>
    public static List<OnnxValue> Append(OnnxGraphBuilder graph, IReadOnlyDictionary<string, OnnxValue> inputs, NumberBlock block)
    {
        if (block.Columns.Count == 0)
        {
            return [];
        }

        var raw = PreparationGraph.Join(graph, "numeric", [.. block.Columns.Select(column => inputs[column.Column])]);
        var missing = graph.Node("IsNaN", "numeric_missing", [raw]);
        var value = Fill(graph, block, raw, missing);
        value = Clip(graph, block, value);
        value = Logarithm(graph, block, value);
        value = Bin(graph, block, value);
        value = Scale(graph, block, value);
        value = RowNormalizationGraph.Append(graph, value, block.RowNormalization);
        return [value, .. Indicators(graph, block, missing)];
    }

    private static OnnxValue Fill(OnnxGraphBuilder graph, NumberBlock block, OnnxValue raw, OnnxValue missing)
    {
        var fill = Row(graph, block, "numeric_fill", column => column.Fill);
        var filled = graph.Node("Where", "numeric_filled", [missing, fill, raw]);
        if (block.PredictedFill is not { Weights: var weights } fills)
        {
            return filled;
        }

        var coefficients = graph.Doubles("fill_weights", weights.Coefficients, weights.OutputCount, weights.Width);
        var intercepts = graph.Doubles("fill_intercepts", weights.Intercepts, weights.OutputCount);
        var wide = graph.Cast("filled_wide", filled, OnnxElementType.Double);
        var predicted = graph.Node("Gemm", "fill_wide", [wide, coefficients, intercepts], OnnxArgument.Of("transB", 1));
        var raised = graph.Node("Max", "fill_raised", [predicted, graph.Doubles("fill_low", fills.Lows, weights.OutputCount)]);
        var bounded = graph.Node("Min", "fill_bounded", [raised, graph.Doubles("fill_high", fills.Highs, weights.OutputCount)]);
        return graph.Node("Where", "numeric_predicted", [missing, graph.Cast("predicted_fill", bounded, OnnxElementType.Float), raw]);
    }

    private static OnnxValue Clip(OnnxGraphBuilder graph, NumberBlock block, OnnxValue value)
    {
        if (block.Columns.All(column => float.IsInfinity(column.Low) && float.IsInfinity(column.High)))
        {
            return value;
        }

        var raised = graph.Node("Max", "numeric_raised", [value, Row(graph, block, "numeric_low", column => column.Low)]);
        return graph.Node("Min", "numeric_clipped", [raised, Row(graph, block, "numeric_high", column => column.High)]);
    }

    private static OnnxValue Logarithm(OnnxGraphBuilder graph, NumberBlock block, OnnxValue value)
    {
        if (!block.Columns.Any(column => column.IsLogarithmic))
        {
            return value;
        }

        var grown = graph.Node("Add", "magnitude_plus_one", [graph.Node("Abs", "magnitude", [value]), graph.Floats("one", [1])]);
        var logarithm = graph.Node("Mul", "signed_log", [graph.Node("Log", "log", [grown]), graph.Node("Sign", "sign", [value])]);
        return Choose(graph, block, "numeric_logarithmic", column => column.IsLogarithmic, logarithm, value);
    }

    private static OnnxValue Bin(OnnxGraphBuilder graph, NumberBlock block, OnnxValue value)
    {
        var most = block.Columns.Max(column => column.BinEdges.Count);
        if (most == 0)
        {
            return value;
        }

        // Shape [columns, edges]; nothing is above infinity, so rows of different lengths do no harm.
        float[] edges = [.. block.Columns.SelectMany(column =>
            column.BinEdges.Concat(Enumerable.Repeat(float.PositiveInfinity, most - column.BinEdges.Count)))];
        var above = graph.Node(
            "Greater", "above_edges",
            [
                graph.Node("Unsqueeze", "numeric_apart", [value, graph.Int64s("last_axis", [2], 1)]),
                graph.Floats("bin_edges", edges, block.Columns.Count, most),
            ]);
        var bins = graph.Node(
            "ReduceSum", "numeric_bins",
            [graph.Cast("above_counts", above, OnnxElementType.Float), graph.Int64s("edge_axis", [2], 1)],
            OnnxArgument.Of("keepdims", 0));
        return Choose(graph, block, "numeric_binned", column => column.BinEdges.Count > 0, bins, value);
    }

    // In double precision: single loses the digits that matter when a column is large beside its spread.
    private static OnnxValue Scale(OnnxGraphBuilder graph, NumberBlock block, OnnxValue value)
    {
        if (block.Columns.All(column => column is { Offset: 0, Factor: 1 }))
        {
            return value;
        }

        var wide = graph.Cast("numeric_wide", value, OnnxElementType.Double);
        var offset = graph.Doubles("numeric_offset", [.. block.Columns.Select(column => column.Offset)], block.Columns.Count);
        var factor = graph.Doubles("numeric_factor", [.. block.Columns.Select(column => column.Factor)], block.Columns.Count);
        var centred = graph.Node("Sub", "numeric_centred", [wide, offset]);
        return graph.Cast("numeric_scaled", graph.Node("Mul", "numeric_scaled_wide", [centred, factor]), OnnxElementType.Float);
    }

    private static IEnumerable<OnnxValue> Indicators(OnnxGraphBuilder graph, NumberBlock block, OnnxValue missing)
    {
        long[] columns = [.. block.Columns.Index().Where(entry => entry.Item.HasMissingIndicator).Select(entry => (long)entry.Index)];
        if (columns.Length == 0)
        {
            return [];
        }

        var chosen = graph.Node(
            "Gather", "chosen_missing",
            [graph.Cast("missing_flags", missing, OnnxElementType.Float), graph.Int64s("indicated", columns, columns.Length)],
            OnnxArgument.Of("axis", 1));
        return [chosen];
    }

    private static OnnxValue Choose(
        OnnxGraphBuilder graph, NumberBlock block, string hint, Func<NumberPreparation, bool> isChosen, OnnxValue chosen, OnnxValue other)
    {
        if (block.Columns.All(isChosen))
        {
            return chosen;
        }

        var mask = graph.Cast(
            $"{hint}_columns", Row(graph, block, $"{hint}_flags", column => isChosen(column) ? 1 : 0), OnnxElementType.Bool);
        return graph.Node("Where", hint, [mask, chosen, other]);
    }

    private static OnnxValue Row(OnnxGraphBuilder graph, NumberBlock block, string hint, Func<NumberPreparation, float> value) =>
        graph.Floats(hint, [.. block.Columns.Select(value)], block.Columns.Count);
}
