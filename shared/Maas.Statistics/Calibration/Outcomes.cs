namespace Maas.Statistics.Calibration;

/// <summary>What measures of probabilities ask of them and of what happened.</summary>
internal static class Outcomes
{
    /// <exception cref="ArgumentException">There is none, the lengths differ, or one is outside of its range.</exception>
    public static void Check(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes)
    {
        if (probabilities.IsEmpty || probabilities.Length != outcomes.Length)
        {
            throw new ArgumentException(
                $"Expected as many outcomes as probabilities, 1 or more; got {outcomes.Length} and {probabilities.Length}.", nameof(outcomes));
        }

        CheckProbabilities(probabilities);
        foreach (var outcome in outcomes)
        {
            if (outcome is not (0 or 1))
            {
                throw new ArgumentException($"An outcome is 0 or 1, got {outcome}.", nameof(outcomes));
            }
        }
    }

    /// <exception cref="ArgumentException">One is outside of [0, 1].</exception>
    public static void CheckProbabilities(ReadOnlySpan<double> probabilities)
    {
        foreach (var probability in probabilities)
        {
            if (!(probability is >= 0 and <= 1))
            {
                throw new ArgumentException($"A probability is 0 to 1, got {probability}.", nameof(probabilities));
            }
        }
    }
}
