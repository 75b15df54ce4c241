using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Learning;

/// <summary>
/// Keeps the smallest weights of a network at zero, whichever layer they are in; biases, normalisations and tables of vectors are left. Owns tensors. Not
/// thread-safe.
/// </summary>
/// <remarks>Source: Han et al., "Learning both weights and connections for efficient neural networks", 2015; over all layers at once: Blalock et al.,
/// "What is the state of neural network pruning?", 2020.</remarks>
internal sealed class WeightMask : IDisposable
{
    private readonly List<(Parameter Weights, Tensor Kept)> _masks = [];

    private WeightMask()
    {
    }

    /// <summary>Finds the smallest weights, and sets them to zero.</summary>
    /// <param name="network">Trained.</param>
    /// <param name="sparsity">Share of the weights, in (0, 1).</param>
    public static WeightMask Of(Network network, double sparsity)
    {
        var mask = new WeightMask();
        using var withoutGradients = no_grad();
        using var scope = NewDisposeScope();
        var sizes = cat([.. network.Matrices.Select(weights => weights.detach().abs().flatten())]);
        var count = (long)(sparsity * sizes.numel());
        var threshold = count == 0 ? -1 : sizes.kthvalue(count, 0).values.item<float>();
        foreach (var weights in network.Matrices)
        {
            mask._masks.Add((weights, weights.detach().abs().gt(threshold).to(ScalarType.Float32).MoveToOuterDisposeScope()));
        }

        mask.Apply();
        return mask;
    }

    /// <summary>Sets to zero what a step has moved.</summary>
    public void Apply()
    {
        using var withoutGradients = no_grad();
        foreach (var (weights, kept) in _masks)
        {
            weights.mul_(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, kept) in _masks)
        {
            kept.Dispose();
        }
    }
}
