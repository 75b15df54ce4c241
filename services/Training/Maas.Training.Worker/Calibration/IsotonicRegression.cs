using Maas.Onnx.Building;
using Maas.Statistics.Calibration;

namespace Maas.Training.Worker.Calibration;

/// <summary>The probability of the second of two classes goes through a rising line of straight pieces, level outside of it.</summary>
/// <remarks>
/// The line goes through the middles of the blocks of <see cref="AdjacentViolators"/>. Source: Zadrozny and Elkan, 2002.
/// </remarks>
/// <param name="Inputs">Probabilities of the model, ascending, at least one.</param>
/// <param name="Outputs">What they become, ascending, in [0, 1].</param>
internal sealed record IsotonicRegression(IReadOnlyList<double> Inputs, IReadOnlyList<double> Outputs) : Calibrator
{
    /// <param name="probabilities">Shape [rows, 2], row-major.</param>
    /// <param name="truth">Class of each row.</param>
    public static IsotonicRegression Fit(double[] probabilities, int[] truth)
    {
        var inputs = new double[truth.Length];
        for (var row = 0; row < truth.Length; row++)
        {
            inputs[row] = probabilities[(2 * row) + 1];
        }

        var blocks = AdjacentViolators.Pool(inputs, Array.ConvertAll(truth, c => (double)c));
        return new IsotonicRegression([.. blocks.Select(block => block.Center)], [.. blocks.Select(block => block.Value)]);
    }

    public override void Apply(Span<double> probabilities, int classCount)
    {
        for (var start = 0; start < probabilities.Length; start += 2)
        {
            var row = probabilities.Slice(start, 2);
            var value = Outputs[0];
            for (var piece = 1; piece < Inputs.Count; piece++)
            {
                value += Slope(piece) * Math.Clamp(row[1] - Inputs[piece - 1], 0, Inputs[piece] - Inputs[piece - 1]);
            }

            row[1] = Math.Clamp(value, 0, 1);
            row[0] = 1 - row[1];
        }
    }

    // As above: each piece adds what of it lies below the probability. In double precision, for pieces are short.
    public override OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue logits)
    {
        var wide = graph.Cast("logits_wide", logits, OnnxElementType.Double);
        var raw = graph.Node("Softmax", "raw_probabilities", [wide], OnnxArgument.Of("axis", 1));
        var second = graph.Node("Gather", "second", [raw, graph.Int64s("second_class", [1], 1)], OnnxArgument.Of("axis", 1));
        var value = graph.Doubles("isotonic_first", [Outputs[0]]);
        if (Inputs.Count > 1)
        {
            var pieces = Inputs.Count - 1;
            var below = graph.Node("Sub", "beyond_knots", [second, graph.Doubles("isotonic_knots", [.. Inputs.Take(pieces)], pieces)]);
            var begun = graph.Node("Max", "begun", [below, graph.Doubles("isotonic_zero", [0])]);
            var lengths = graph.Doubles("isotonic_lengths", [.. Enumerable.Range(1, pieces).Select(piece => Inputs[piece] - Inputs[piece - 1])], pieces);
            var slopes = graph.Doubles("isotonic_slopes", [.. Enumerable.Range(1, pieces).Select(Slope)], pieces);
            var risen = graph.Node("Mul", "risen", [graph.Node("Min", "within", [begun, lengths]), slopes]);
            var sum = graph.Node("ReduceSum", "risen_sum", [risen, graph.Int64s("piece_axis", [1], 1)], OnnxArgument.Of("keepdims", 1));
            value = graph.Node("Add", "isotonic", [sum, value]);
        }
        else
        {
            value = graph.Node("Add", "isotonic", [graph.Node("Sub", "nothing", [second, second]), value]);
        }

        var kept = graph.Node("Min", "at_most_one", [graph.Node("Max", "at_least_none", [value, graph.Doubles("none", [0])]), graph.Doubles("whole", [1])]);
        var other = graph.Node("Sub", "other", [graph.Doubles("certain", [1]), kept]);
        return graph.Cast("probabilities", graph.Node("Concat", "probabilities_wide", [other, kept], OnnxArgument.Of("axis", 1)), OnnxElementType.Float);
    }

    private double Slope(int piece) => (Outputs[piece] - Outputs[piece - 1]) / (Inputs[piece] - Inputs[piece - 1]);
}
