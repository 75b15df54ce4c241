namespace Maas.Training.Worker.Algorithms;

/// <summary>Brings a standardised number into the target's unit: value * <see cref="Deviation"/> + <see cref="Mean"/>.</summary>
/// <param name="Mean">Mean of the training targets.</param>
/// <param name="Deviation">Their population standard deviation; 1 when they have no spread.</param>
internal sealed record TargetScale(float Mean, float Deviation)
{
    /// <summary>Fits the scale.</summary>
    public static TargetScale Of(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        
        // The mean of equal numbers need not be that number to the last digit.
        return new TargetScale((float)mean, values.Min() == values.Max() ? 1 : (float)deviation);
    }
}
