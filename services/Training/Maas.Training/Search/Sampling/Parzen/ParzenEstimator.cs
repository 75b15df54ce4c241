using Maas.Training.Search.Spaces;

namespace Maas.Training.Search.Sampling.Parzen;

/// <summary>
/// A density over several parameters at once: each observation stands for the product of its kernels, so that values that are good
/// together are drawn together. A last one, which knows nothing, weighs as much as a recent observation. Immutable.
/// </summary>
/// <remarks>
/// Product kernels: Falkner, Klein, Hutter, "BOHB", 2018, section 3.2. Weights: Bergstra, Yamins, Cox, "Making a science of model
/// search", 2013: the newest 25 observations weigh 1, older ones less, down to 1 / n.
/// </remarks>
internal sealed class ParzenEstimator
{
    private const int FullWeights = 25;

    private readonly IKernels[] _kernels;
    private readonly double[] _weights;
    private readonly double[] _logWeights;

    /// <param name="scales">Of each parameter.</param>
    /// <param name="observations">Shape [observations][parameters], oldest first: places in [0, 1], of categories indexes.</param>
    public ParzenEstimator(IReadOnlyList<UnitScale> scales, IReadOnlyList<double[]> observations)
    {
        _kernels = [.. scales.Select((scale, i) => KernelsOf(scale, [.. observations.Select(observation => observation[i])]))];
        double[] raw = [.. WeightsOf(observations.Count), 1];
        var sum = raw.Sum();
        _weights = [.. raw.Select(weight => weight / sum)];
        _logWeights = [.. _weights.Select(weight => Math.Log(weight))];
    }

    /// <summary>A point drawn from the density.</summary>
    /// <returns>Shape [parameters].</returns>
    public double[] Draw(SeededDraws draws)
    {
        var kernel = draws.NextIndex(_weights);
        return [.. _kernels.Select(kernels => kernels.Draw(kernel, draws))];
    }

    /// <summary>Logarithm of the density at a point.</summary>
    /// <param name="point">Shape [parameters].</param>
    public double LogDensityAt(ReadOnlySpan<double> point)
    {
        double[] sums = [.. _logWeights];
        for (var i = 0; i < point.Length; i++)
        {
            _kernels[i].AddLogDensities(point[i], sums);
        }

        // The kernel that knows nothing keeps the largest finite.
        var largest = sums.Max();
        return largest + Math.Log(sums.Sum(sum => Math.Exp(sum - largest)));
    }

    /// <summary>Weights of observations before they are brought to a sum of 1 with the last kernel, oldest first.</summary>
    public static double[] WeightsOf(int count)
    {
        var weights = new double[count];
        var older = count - FullWeights;
        for (var i = 0; i < count; i++)
        {
            weights[i] = i >= older ? 1 : older == 1 ? 1.0 / count : (1.0 / count) + (i * (1 - (1.0 / count)) / (older - 1));
        }

        return weights;
    }

    private static IKernels KernelsOf(UnitScale scale, IReadOnlyList<double> observations) =>
        scale.ChoiceCount > 0 ? new ChoiceKernels(scale.ChoiceCount, observations) : new NumberKernels(scale, observations);
}
