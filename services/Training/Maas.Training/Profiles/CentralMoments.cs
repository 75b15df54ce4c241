namespace Maas.Training.Profiles;

/// <summary>Central moments with divisor n.</summary>
/// <param name="Second">Variance.</param>
/// <param name="Third">Of the cubes.</param>
/// <param name="Fourth">Of the fourth powers.</param>
internal readonly record struct CentralMoments(double Second, double Third, double Fourth)
{
    /// <summary>Moves moments around a point near the mean to the mean itself.</summary>
    public static CentralMoments Around(double a, double b, double c, double d) => new(
        b - (a * a),
        c - (3 * a * b) + (2 * a * a * a),
        d - (4 * a * c) + (6 * a * a * b) - (3 * a * a * a * a));

    /// <summary>G1. Source: Joanes, Gill, "Comparing measures of sample skewness and kurtosis", 1998.</summary>
    public double? Skewness(long n) => n < 3 || Second <= 0
        ? null
        : Finite(Third / Math.Pow(Second, 1.5) * Math.Sqrt((double)n * (n - 1)) / (n - 2));

    /// <summary>G2. Source: as above.</summary>
    public double? Kurtosis(long n) => n < 4 || Second <= 0
        ? null
        : Finite((n - 1) / ((double)(n - 2) * (n - 3)) * (((n + 1) * ((Fourth / (Second * Second)) - 3)) + 6));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
