namespace Maas.Statistics.Calibration;

/// <summary>The mean squared distance of probabilities from what happened: 0 is best. Static, thread-safe, allocates nothing.</summary>
/// <remarks>Source: Brier, "Verification of forecasts expressed in terms of probability", 1950.</remarks>
public static class BrierScore
{
    /// <summary>Of one thing that happens or not, in [0, 1].</summary>
    /// <param name="probabilities">One or more, in [0, 1].</param>
    /// <param name="outcomes">As many: 1 where it happened, 0 where it did not.</param>
    /// <exception cref="ArgumentException">There is none, the lengths differ, or one is outside of its range.</exception>
    public static double Binary(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes)
    {
        Outcomes.Check(probabilities, outcomes);
        var sum = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            sum += (probabilities[i] - outcomes[i]) * (probabilities[i] - outcomes[i]);
        }

        return sum / probabilities.Length;
    }

    /// <summary>Of one of several classes, summed over all of them, in [0, 2].</summary>
    /// <param name="probabilities">Shape [rows, classes], row-major, in [0, 1].</param>
    /// <param name="classes">The class of each row, one row or more, in [0, classes).</param>
    /// <param name="classCount">2 or more.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or one is outside of its range.</exception>
    public static double Multiclass(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> classes, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        if (classes.IsEmpty || probabilities.Length != (long)classes.Length * classCount)
        {
            throw new ArgumentException($"Expected {classCount} probabilities for each of 1 or more rows.", nameof(probabilities));
        }

        Outcomes.CheckProbabilities(probabilities);
        var sum = 0.0;
        for (var row = 0; row < classes.Length; row++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(classes[row], nameof(classes));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(classes[row], classCount, nameof(classes));
            for (var c = 0; c < classCount; c++)
            {
                var gap = probabilities[(row * classCount) + c] - (classes[row] == c ? 1 : 0);
                sum += gap * gap;
            }
        }

        return sum / classes.Length;
    }
}
