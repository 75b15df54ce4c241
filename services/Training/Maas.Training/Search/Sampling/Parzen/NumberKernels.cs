using Maas.Training.Search.Spaces;

namespace Maas.Training.Search.Sampling.Parzen;

/// <summary>
/// Normal distributions around observations, cut at the ends of the unit scale, each as wide as the gap to its farther neighbour. Of an integer, the
/// probability of its cell counts.
/// </summary>
/// <remarks>
/// Source: Bergstra et al., "Algorithms for hyper-parameter optimization", 2011, section 4.2. The ends are no neighbours when there are two
/// observations; no width is below 1 / min(100, observations + 2), so that one point does not draw all to it.
/// </remarks>
internal sealed class NumberKernels : IKernels
{
    private readonly UnitScale _scale;
    private readonly double[] _means;
    private readonly double[] _widths;
    private readonly double[] _logMasses;

    /// <param name="scale">Of the parameter.</param>
    /// <param name="observations">Places in [0, 1].</param>
    public NumberKernels(UnitScale scale, IReadOnlyList<double> observations)
    {
        _scale = scale;
        _means = [.. observations, 0.5];
        _widths = [.. WidthsOf(observations), 1];
        _logMasses = [.. _means.Zip(_widths, (mean, width) => Math.Log(MassOf(0, 1, mean, width)))];
    }

    /// <summary>Deviation of each distribution before it is cut.</summary>
    public IReadOnlyList<double> Widths => _widths;

    /// <inheritdoc/>
    // A third of all draws at least lies between the ends: the mean does, and no width is above 1.
    public double Draw(int kernel, SeededDraws draws)
    {
        double place;
        do
        {
            place = _means[kernel] + (_widths[kernel] * draws.NextNormal());
        }
        while (place is < 0 or > 1);

        return _scale.IsInteger ? _scale.Of(_scale.At(place)) : place;
    }

    /// <inheritdoc/>
    public void AddLogDensities(double place, Span<double> sums)
    {
        if (!_scale.IsInteger)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                var z = (place - _means[i]) / _widths[i];
                sums[i] += (-0.5 * z * z) - Math.Log(_widths[i]) - NormalDistribution.LogSqrtTwoPi - _logMasses[i];
            }

            return;
        }

        var (low, high) = _scale.CellOf(_scale.At(place).Number!.Value);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += Math.Log(Math.Max(0, MassOf(low, high, _means[i], _widths[i]))) - _logMasses[i];
        }
    }

    private static double MassOf(double low, double high, double mean, double width) =>
        NormalDistribution.Below((high - mean) / width) - NormalDistribution.Below((low - mean) / width);

    private static double[] WidthsOf(IReadOnlyList<double> observations)
    {
        var order = Enumerable.Range(0, observations.Count).OrderBy(i => observations[i]).ToArray();
        var widths = new double[order.Length];
        var narrowest = 1 / Math.Min(100.0, order.Length + 2);
        for (var i = 0; i < order.Length; i++)
        {
            var isInner = order.Length > 1;
            var here = observations[order[i]];
            var left = i > 0 ? here - observations[order[i - 1]] : isInner ? 0 : here;
            var right = i < order.Length - 1 ? observations[order[i + 1]] - here : isInner ? 0 : 1 - here;
            widths[order[i]] = Math.Clamp(Math.Max(left, right), narrowest, 1);
        }

        return widths;
    }
}
