using Maas.Onnx.Building;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>
/// Looks up a vector for each token: ids [T], kept as numbers, become [T, D]. Id 0 is padding, whose vector is zero and stays so.
/// </summary>
/// <param name="TokenCount">Ids are 0 to this, left out.</param>
/// <param name="Dimension">Numbers of a vector.</param>
internal sealed record Embedding(int TokenCount, int Dimension) : Layer
{
    public override IReadOnlyList<long> OutputShape(IReadOnlyList<long> input) => [.. input, Dimension];

    public override nn.Module<Tensor, Tensor> CreateModule(IReadOnlyList<long> input) =>
        new Module(nn.Embedding(TokenCount, Dimension, padding_idx: 0));

    public override OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue value, nn.Module<Tensor, Tensor> module, IReadOnlyList<long> input)
    {
        var ids = graph.Cast("token_ids", value, OnnxElementType.Int64);
        var vectors = Weights(graph, "token_vectors", ((Module)module).Table.weight!);
        return graph.Node("Gather", "embedded", [vectors, ids]);
    }

    private sealed class Module : nn.Module<Tensor, Tensor>
    {
        public Module(TorchSharp.Modules.Embedding table)
            : base("embedding")
        {
            Table = table;
            register_module("table", table);
        }

        public TorchSharp.Modules.Embedding Table { get; }

        public override Tensor forward(Tensor input) => Table.forward(input.to(ScalarType.Int64));
    }
}
