using Maas.Training.Plans;
using static TorchSharp.torch;
using PackedSequence = TorchSharp.torch.nn.utils.rnn.PackedSequence;

namespace Maas.Training.Worker.Networks.Layers;

/// <summary>The three kinds of torch's recurrent nets behind one face.</summary>
/// <param name="Module">The net.</param>
/// <param name="Last">Of [N, T, C]: the last states of all levels and directions, [L D, N, H].</param>
/// <param name="LastOfPacked">The same of rows of different lengths.</param>
internal sealed record RecurrentNet(nn.Module Module, Func<Tensor, Tensor> Last, Func<PackedSequence, Tensor> LastOfPacked)
{
    /// <summary>Makes a net with new weights.</summary>
    /// <param name="cell">One of <see cref="RecurrentCell"/>.</param>
    /// <param name="inputs">Numbers of a step.</param>
    /// <param name="units">Numbers of a state.</param>
    /// <param name="levels">Cells on top of each other.</param>
    /// <param name="isBidirectional">Whether it goes both ways.</param>
    public static RecurrentNet Create(string cell, long inputs, int units, int levels, bool isBidirectional)
    {
        switch (cell)
        {
            case RecurrentCell.Lstm:
                var lstm = nn.LSTM(inputs, units, levels, batchFirst: true, bidirectional: isBidirectional);
                return new RecurrentNet(lstm, x => lstm.call(x).Item2, x => lstm.call(x).Item2);
            case RecurrentCell.Gru:
                var gru = nn.GRU(inputs, units, levels, batchFirst: true, bidirectional: isBidirectional);
                return new RecurrentNet(gru, x => gru.call(x).Item2, x => gru.call(x).Item2);
            case RecurrentCell.Rnn:
                var rnn = nn.RNN(inputs, units, levels, batchFirst: true, bidirectional: isBidirectional);
                return new RecurrentNet(rnn, x => rnn.call(x).Item2, x => rnn.call(x).Item2);
            default:
                throw PlanErrors.SpecInvalid($"the recurrent cell '{cell}' is unknown.");
        }
    }
}
