using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Measuring;

/// <summary>Lets no artifact pass that does not give its trainer's numbers.</summary>
internal static class ParityGate
{
    /// <summary>Largest difference that is let pass.</summary>
    public const double Limit = 1e-5;

    /// <summary>Rows of the table that are compared at most, evenly chosen; edge rows come on top.</summary>
    public const int MaxRows = 10_000;

    /// <summary>The largest absolute difference, in <paramref name="unit"/>.</summary>
    /// <param name="trainer">What the trainer predicts.</param>
    /// <param name="artifact">What the artifact predicts, as many.</param>
    /// <param name="unit"><see cref="UnitOfProbabilities"/>, or <see cref="UnitOf"/> for numbers.</param>
    /// <exception cref="MaasException"><c>PARITY_FAILED</c>: above <see cref="Limit"/>, or no number.</exception>
    public static double Measure(IReadOnlyList<double> trainer, IReadOnlyList<float> artifact, double unit)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(artifact.Count, trainer.Count);
        double largest = 0;
        for (var i = 0; i < trainer.Count; i++)
        {
            // Math.Max keeps a NaN, which then fails the comparison below.
            largest = Math.Max(largest, Math.Abs(trainer[i] - artifact[i]) / unit);
        }

        return largest <= Limit ? largest : throw PlanErrors.ParityFailed(largest, Limit);
    }

    /// <summary>
    /// The unit of predicted numbers: the population standard deviation of the training targets. For targets far
    /// from zero beside their spread a hundredth of the largest magnitude: below that, the single precision of
    /// the output is itself coarser than the limit.
    /// </summary>
    public static double UnitOf(IReadOnlyList<double> targets)
    {
        var mean = targets.Average();
        var deviation = Math.Sqrt(targets.Average(value => (value - mean) * (value - mean)));
        var unit = Math.Max(deviation, targets.Max(Math.Abs) / 100);
        return unit > 0 ? unit : 1;
    }

    /// <summary>
    /// The unit of probabilities: 1, and a tenth of the largest difference of two scores of a row where that is above 10. Sums of single precision that are
    /// taken in another order differ by some 1e-6 of their size, and probabilities by as much as their scores.
    /// </summary>
    /// <param name="probabilities">Shape [rows, classes], row-major; their logarithms are the scores but for a constant per row.</param>
    /// <param name="classCount">2 or more.</param>
    public static double UnitOfProbabilities(IReadOnlyList<double> probabilities, int classCount)
    {
        const double sizeOfUnit = 10;
        double unit = 1;
        foreach (var row in probabilities.Chunk(classCount))
        {
            unit = Math.Max(unit, Math.Log(row.Max() / Math.Max(row.Min(), float.Epsilon)) / sizeOfUnit);
        }

        return unit;
    }

    /// <summary>At most <see cref="MaxRows"/> of the rows, evenly spread, order kept.</summary>
    public static int[] Sample(IReadOnlyList<int> rows)
    {
        var count = Math.Min(rows.Count, MaxRows);
        var sample = new int[count];
        for (var i = 0; i < count; i++)
        {
            sample[i] = rows[(int)((long)i * rows.Count / count)];
        }

        return sample;
    }
}
