namespace Maas.Statistics.Performance;

/// <summary>How far drawn figures are from estimates. Those that are not defined in a draw are left out of theirs.</summary>
internal static class MetricSpread
{
    /// <summary>
    /// Root mean squared distance, which holds both that draws differ from each other and that their mean is not quite the estimate, as that
    /// of average precision in small windows; NaN where no draw is defined.
    /// </summary>
    public static ClassifierMetrics Of(ClassifierMetrics estimate, int draws, Func<ClassifierMetrics> draw)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        var (expected, squares, counts) = (estimate.ToArray(), new double[ClassifierMetrics.Size], new int[ClassifierMetrics.Size]);
        for (var left = draws; left > 0; left--)
        {
            var drawn = draw().ToArray();
            for (var i = 0; i < drawn.Length; i++)
            {
                if (double.IsFinite(drawn[i]))
                {
                    squares[i] += (drawn[i] - expected[i]) * (drawn[i] - expected[i]);
                    counts[i]++;
                }
            }
        }

        for (var i = 0; i < squares.Length; i++)
        {
            squares[i] = Math.Sqrt(squares[i] / counts[i]);
        }

        return ClassifierMetrics.Of(squares);
    }
}
