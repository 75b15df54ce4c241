namespace Maas.Training.Profiles;

/// <summary>Statistics of numbers. What needs more values than there are, or spread, is null.</summary>
internal sealed record NumericProfile
{
    public required double Min { get; init; }

    public required double Max { get; init; }

    public required double Mean { get; init; }

    public double Median { get; init; }

    /// <summary>Divisor n - 1.</summary>
    public required double? StandardDeviation { get; init; }

    /// <summary>Divisor n - 1.</summary>
    public double? Variance { get; init; }

    /// <summary>Bias-corrected (G1).</summary>
    public required double? Skewness { get; init; }

    /// <summary>Excess, bias-corrected (G2).</summary>
    public required double? Kurtosis { get; init; }

    /// <summary>Median of the distances from the median, not scaled.</summary>
    public double MedianAbsoluteDeviation { get; init; }

    public long ZeroCount { get; init; }

    public long NegativeCount { get; init; }

    /// <summary>Values without a fraction.</summary>
    public long WholeCount { get; init; }

    /// <summary>Linear between neighbours.</summary>
    public required IReadOnlyList<QuantileValue> Quantiles { get; init; }

    /// <summary>Equal width; the last bin includes its upper edge.</summary>
    public required IReadOnlyList<HistogramBin> Histogram { get; init; }

    /// <summary>One entry per rule that the values allow.</summary>
    public IReadOnlyList<OutlierProfile> Outliers { get; init; } = [];

    /// <summary>The quantile at a probability that is among <see cref="Quantiles"/>.</summary>
    public double QuantileAt(double probability) => Quantiles.First(quantile => quantile.Probability == probability).Value;
}

/// <summary>One quantile.</summary>
internal sealed record QuantileValue(double Probability, double Value);

/// <summary>One bin, [lower, upper).</summary>
internal sealed record HistogramBin(double Lower, double Upper, long Count);
