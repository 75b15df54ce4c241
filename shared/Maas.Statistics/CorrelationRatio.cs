namespace Maas.Statistics;

/// <summary>How much a category tells of a number: eta, 0 nothing, 1 all.</summary>
/// <remarks>
/// Source: Fisher, "Statistical Methods for Research Workers", 1925, section 45. It is not corrected: many small groups
/// raise it by chance.
/// </remarks>
public static class CorrelationRatio
{
    /// <summary>Eta in [0, 1]: its square is the share of the spread that lies between the categories; null without spread.</summary>
    /// <param name="between">Sum of squares of the categories' means around the mean, each row counted.</param>
    /// <param name="within">Sum of squares of the values around the means of their categories.</param>
    public static double? Compute(double between, double within)
    {
        var squared = between / (between + within);
        return double.IsFinite(squared) ? Math.Sqrt(Math.Clamp(squared, 0, 1)) : null;
    }
}
