namespace Maas.Statistics.Performance;

/// <summary>A mean loss that is expected.</summary>
/// <param name="Value">The mean, 0 or more.</param>
/// <param name="StandardError">Standard deviation of what comes true around it.</param>
public readonly record struct LossEstimate(double Value, double StandardError)
{
    /// <summary>The root of it, such as the RMSE of the MSE, its error by the slope of the root; infinite at 0.</summary>
    public LossEstimate Root() => new(Math.Sqrt(Value), StandardError / (2 * Math.Sqrt(Value)) is var error && double.IsNaN(error) ? 0 : error);

    /// <summary>Where what comes true lies, with a confidence: never below 0.</summary>
    /// <param name="confidence">In (0, 1), such as 0.95.</param>
    public (double Low, double High) Interval(double confidence)
    {
        var half = Distributions.NormalDistribution.Quantile((1 + confidence) / 2) * StandardError;
        return (Math.Max(0, Value - half), Value + half);
    }
}
