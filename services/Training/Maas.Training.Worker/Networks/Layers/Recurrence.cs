using Maas.Onnx.Building;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>
/// Goes along the steps of [T, C] and gives the last state of its last level, [H], or of both directions, [2 H]. The backward
/// direction ends at the first step.
/// </summary>
/// <param name="Cell">One of <see cref="Plans.RecurrentCell"/>.</param>
/// <param name="Units">H: numbers of a state, 1 or more.</param>
/// <param name="Levels">Cells on top of each other, 1 or more.</param>
/// <param name="IsBidirectional">Whether another one goes from the last step to the first.</param>
/// <param name="IsPadded">Whether steps of zeros alone at the end of a row are padding, and left out.</param>
internal sealed record Recurrence(string Cell, int Units, int Levels, bool IsBidirectional, bool IsPadded) : Layer
{
    private int Directions => IsBidirectional ? 2 : 1;

    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => [(long)Directions * Units];

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) =>
        new RecurrenceModule(RecurrentNet.Create(Cell, input[1], Units, Levels, IsBidirectional), Levels, Directions, IsPadded);

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input)
    {
        var lengths = IsPadded ? Lengths(graph, value, input[0]) : (OnnxValue?)null;

        // ONNX Runtime wants [T, N, C].
        var steps = graph.Node("Transpose", "steps_first", [value], OnnxArgument.Of("perm", [1L, 0, 2]));
        for (var level = 0; ; level++)
        {
            var weights = RecurrentWeights.Of(Cell, (RecurrenceModule)module, level, IsBidirectional).AppendTo(graph);
            OnnxValue[] inputs = lengths is { } known ? [steps, .. weights, known] : [steps, .. weights];
            var outputs = graph.Node(RecurrentWeights.OperatorOf(Cell), ["states", "last_states"], inputs, Arguments());
            if (level == Levels - 1)
            {
                // [D, N, H] to [N, D H].
                var rowsFirst = graph.Node("Transpose", "rows_first", [outputs[1]], OnnxArgument.Of("perm", [1L, 0, 2]));
                return graph.Node("Flatten", "last_state", [rowsFirst]);
            }

            // [T, D, N, H] to [T, N, D H].
            var together = graph.Node("Transpose", "directions_last", [outputs[0]], OnnxArgument.Of("perm", [0L, 2, 1, 3]));
            steps = graph.Node("Reshape", "next_steps", [together, graph.Int64s("next_shape", [0, 0, -1], 3)]);
        }
    }

    private OnnxArgument[] Arguments()
    {
        List<OnnxArgument> arguments =
        [
            OnnxArgument.Of("hidden_size", Units),
            OnnxArgument.Of("direction", IsBidirectional ? "bidirectional" : "forward"),
        ];
        if (Cell == Plans.RecurrentCell.Gru)
        {
            // Torch adds the bias of the hidden state before it applies the reset gate.
            arguments.Add(OnnxArgument.Of("linear_before_reset", 1));
        }

        return [.. arguments];
    }

    /// <summary>INT32 [N]: the last step that is not all zeros, from 1; 1 when there is none.</summary>
    private static OnnxValue Lengths(OnnxGraphBuilder graph, OnnxValue value, long steps)
    {
        var size = graph.Node(
            "ReduceMax", "step_size", [graph.Node("Abs", "magnitudes", [value]), graph.Int64s("step_axis", [2], 1)],
            OnnxArgument.Of("keepdims", 0));
        var isStep = graph.Node("Greater", "is_step", [size, graph.Floats("nothing", [0])]);
        var numbers = graph.Floats("step_numbers", [.. Enumerable.Range(1, checked((int)steps)).Select(n => (float)n)], 1, steps);
        var present = graph.Node("Mul", "present_steps", [graph.Cast("step_flags", isStep, OnnxElementType.Float), numbers]);
        var last = graph.Node(
            "ReduceMax", "last_step", [present, graph.Int64s("last_axis", [1], 1)], OnnxArgument.Of("keepdims", 0));
        var atLeastOne = graph.Node("Max", "length_wide", [last, graph.Floats("shortest", [1])]);
        return graph.Cast("length", atLeastOne, OnnxElementType.Int32);
    }
}
