using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Networks.Learning;

/// <summary>Rows with what is to be learnt of them, as tensors on the CPU: a GPU gets them batch by batch. Owns them.</summary>
/// <param name="Features">FLOAT [N, F].</param>
/// <param name="Truth">INT64 [N] of classes, or FLOAT [N, 1] of standardised numbers.</param>
internal sealed record LearningRows(Tensor Features, Tensor Truth) : IDisposable
{
    /// <summary>N.</summary>
    public long Count => Features.shape[0];

    /// <summary>Rows of classes or, with a scale, of numbers.</summary>
    public static LearningRows Of(FeatureMatrix features, Target target, TargetScale? scale) => new(
        tensor(features.Values, [features.RowCount, features.Width]),
        scale is null
            ? tensor(Array.ConvertAll(target.Classes, c => (long)c))
            : tensor(Array.ConvertAll(target.Values, value => (float)((value - scale.Mean) / scale.Deviation))).unsqueeze_(1));

    /// <inheritdoc/>
    public void Dispose()
    {
        Features.Dispose();
        Truth.Dispose();
    }
}
