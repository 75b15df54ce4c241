using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>The torch half of a <see cref="Recurrence"/>: [N, T, C] becomes [N, D H].</summary>
internal sealed class RecurrenceModule : nn.Module<Tensor, Tensor>
{
    private readonly RecurrentNet _net;
    private readonly int _levels;
    private readonly int _directions;
    private readonly bool _isPadded;

    public RecurrenceModule(RecurrentNet net, int levels, int directions, bool isPadded)
        : base("recurrence")
    {
        (_net, _levels, _directions, _isPadded) = (net, levels, directions, isPadded);
        register_module("net", net.Module);
    }

    /// <summary>A weight by its torch name, e.g. <c>weight_ih_l0_reverse</c>.</summary>
    public Tensor Weight(string name) =>
        _net.Module.get_parameter(name) ?? throw new InvalidOperationException($"The cell has no weight '{name}'.");

    public override Tensor forward(Tensor input)
    {
        var last = _isPadded ? LastOfPadded(input) : _net.Last(input);
        return last.view(_levels, _directions, input.shape[0], -1).select(0, -1).transpose(0, 1).flatten(1);
    }

    private Tensor LastOfPadded(Tensor input)
    {
        var numbers = arange(1, input.shape[1] + 1, dtype: ScalarType.Float32, device: input.device);
        var present = input.detach().abs().amax([2L]).gt(0).to(ScalarType.Float32) * numbers;

        // Torch wants lengths on the CPU, wherever the rows are.
        var lengths = present.amax([1L]).clamp(min: 1).to(ScalarType.Int64).cpu();
        using var packed = nn.utils.rnn.pack_padded_sequence(input, lengths, batch_first: true, enforce_sorted: false);
        return _net.LastOfPacked(packed);
    }
}
