namespace Maas.Statistics.Detectors;

/// <summary>What detectors ask of their values.</summary>
internal static class StreamValue
{
    // Squares and sums of a stream stay finite.
    private const double Largest = 1e100;

    /// <exception cref="ArgumentException">It is not a number of -1e100 to 1e100.</exception>
    public static double Finite(double value) => Math.Abs(value) <= Largest
        ? value
        : throw new ArgumentException($"Expected a number of -1e100 to 1e100, got {value}.", nameof(value));

    /// <exception cref="ArgumentException">It is neither 0 nor 1.</exception>
    public static bool Error(double value) => value is 0 or 1
        ? value == 1
        : throw new ArgumentException($"Expected 1 for an error or 0 for none, got {value}.", nameof(value));

    /// <exception cref="ArgumentOutOfRangeException">It is not in [0, 1].</exception>
    public static double Share(double value) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected 0 to 1.");

    /// <exception cref="ArgumentOutOfRangeException">It is not between 0 and 1.</exception>
    public static double Inside(double value, string name) => value is > 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Expected between 0 and 1.");
}
