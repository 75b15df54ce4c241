using Maas.Onnx.Building;
using Maas.Training.Plans;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>
/// The weights of one level of a recurrent net as ONNX has them: W [D, G H, C], R [D, G H, H], B [D, 2 G H], with the G gates in
/// ONNX's order.
/// </summary>
/// <remarks>
/// Torch orders the gates of an LSTM input, forget, cell, output and those of a GRU reset, update, new; ONNX input, output,
/// forget, cell and update, reset, hidden. Source: the operators' specifications, opset 14.
/// </remarks>
internal sealed record RecurrentWeights(
    float[] Inputs, long[] InputShape, float[] Recurrent, long[] RecurrentShape, float[] Biases, long[] BiasShape)
{
    /// <summary>Reads one level.</summary>
    public static RecurrentWeights Of(string cell, RecurrenceModule module, int level, bool isBidirectional)
    {
        using var scope = NewDisposeScope();
        string[] suffixes = isBidirectional ? [$"l{level}", $"l{level}_reverse"] : [$"l{level}"];
        var order = GateOrder(cell);
        var inputs = stack([.. suffixes.Select(suffix => InOrder(module.Weight($"weight_ih_{suffix}"), order))]);
        var recurrent = stack([.. suffixes.Select(suffix => InOrder(module.Weight($"weight_hh_{suffix}"), order))]);
        var biases = stack(
        [
            .. suffixes.Select(suffix => cat(
                [InOrder(module.Weight($"bias_ih_{suffix}"), order), InOrder(module.Weight($"bias_hh_{suffix}"), order)], 0)),
        ]);
        return new RecurrentWeights(
            Content(inputs), inputs.shape, Content(recurrent), recurrent.shape, Content(biases), biases.shape);
    }

    /// <summary>The ONNX operator of a cell.</summary>
    public static string OperatorOf(string cell) => cell switch
    {
        RecurrentCell.Lstm => "LSTM",
        RecurrentCell.Gru => "GRU",
        _ => "RNN",
    };

    /// <summary>Adds W, R and B.</summary>
    public OnnxValue[] AppendTo(OnnxGraphBuilder graph) =>
    [
        graph.Floats("input_weights", Inputs, InputShape),
        graph.Floats("recurrent_weights", Recurrent, RecurrentShape),
        graph.Floats("recurrent_biases", Biases, BiasShape),
    ];

    private static int[] GateOrder(string cell) => cell switch
    {
        RecurrentCell.Lstm => [0, 3, 1, 2],
        RecurrentCell.Gru => [1, 0, 2],
        _ => [0],
    };

    private static Tensor InOrder(Tensor weight, int[] order)
    {
        var gates = weight.detach().chunk(order.Length, 0);
        return cat([.. order.Select(gate => gates[gate])], 0);
    }

    private static float[] Content(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
