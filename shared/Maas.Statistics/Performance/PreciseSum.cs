namespace Maas.Statistics.Performance;

/// <summary>
/// A sum that keeps what rounding would lose: what was added and taken out again leaves no trace, however large it was. Immutable.
/// </summary>
/// <param name="High">The sum as a double.</param>
/// <param name="Low">What it lacks.</param>
/// <remarks>Source: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974.</remarks>
public readonly record struct PreciseSum(double High, double Low)
{
    /// <summary>The sum.</summary>
    public double Value => High + Low;

    /// <summary>Adds a number.</summary>
    public static PreciseSum operator +(PreciseSum sum, double value)
    {
        var high = sum.High + value;
        var lost = Math.Abs(sum.High) >= Math.Abs(value) ? sum.High - high + value : value - high + sum.High;
        return new PreciseSum(high, sum.Low + lost);
    }

    /// <summary>Adds another sum.</summary>
    public static PreciseSum operator +(PreciseSum left, PreciseSum right) => left + right.High + right.Low;

    /// <summary>The sum.</summary>
    public static implicit operator double(PreciseSum sum) => sum.Value;
}
