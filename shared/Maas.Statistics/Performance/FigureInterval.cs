namespace Maas.Statistics.Performance;

/// <summary>A figure and where it lies with 95 % confidence.</summary>
/// <param name="Value">The figure; NaN when the rows do not tell it.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct FigureInterval(double Value, double Low, double High)
{
    /// <summary>The quantile of the normal distribution that intervals are made with.</summary>
    public const double Z = 1.959963984540054;

    /// <summary>What nothing tells.</summary>
    public static FigureInterval Unknown { get; } = new(double.NaN, double.NaN, double.NaN);

    /// <summary>A figure with a standard error, kept within its limits.</summary>
    /// <param name="value">The figure.</param>
    /// <param name="standardError">0 or more.</param>
    /// <param name="least">Smallest value that is possible.</param>
    /// <param name="most">Largest value that is possible.</param>
    public static FigureInterval Of(double value, double standardError, double least, double most) =>
        new(value, Math.Max(least, value - (Z * standardError)), Math.Min(most, value + (Z * standardError)));

    /// <summary>
    /// The mean of figures that may depend on one another: it lies between the means of the ends with at least the confidence of each, were their errors
    /// normal, as no standard deviation of a mean is above the mean of the standard deviations.
    /// </summary>
    public static FigureInterval Mean(IReadOnlyCollection<FigureInterval> figures) => new(
        figures.Average(figure => figure.Value), figures.Average(figure => figure.Low), figures.Average(figure => figure.High));
}
