namespace Maas.Statistics.Tests.Calibration;

/// <summary>Scores that are right: of those of 0.7, 70 % are positive. By the recipe of the references, with seed 77.</summary>
internal static class CalibratedScores
{
    public static (double[] Probabilities, double[] Outcomes) Draw(uint seed = 77, int count = 2000)
    {
        var generator = new LinearCongruential(seed);
        double[] probabilities = [.. Enumerable.Range(0, count).Select(_ => generator.NextUniform())];
        return (probabilities, [.. probabilities.Select(p => generator.NextUniform() < p ? 1.0 : 0)]);
    }
}
