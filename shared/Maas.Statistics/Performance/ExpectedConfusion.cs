namespace Maas.Statistics.Performance;

/// <summary>
/// How many rows of two classes were predicted right and wrong: counted, or expected, so not necessarily whole. Rates whose divisor is 0
/// are 0.
/// </summary>
/// <param name="TruePositives">Predicted positive, and positive.</param>
/// <param name="FalsePositives">Predicted positive, and negative.</param>
/// <param name="FalseNegatives">Predicted negative, and positive.</param>
/// <param name="TrueNegatives">Predicted negative, and negative.</param>
public readonly record struct ExpectedConfusion(double TruePositives, double FalsePositives, double FalseNegatives, double TrueNegatives)
{
    /// <summary>Share of rows that are predicted right.</summary>
    public double Accuracy => Ratio(TruePositives + TrueNegatives, TruePositives + FalsePositives + FalseNegatives + TrueNegatives);

    /// <summary>Share of those predicted positive that are.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of the positive that are predicted so.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Share of the negative that are predicted so.</summary>
    public double Specificity => Ratio(TrueNegatives, TrueNegatives + FalsePositives);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => Ratio(TruePositives, TruePositives + ((FalsePositives + FalseNegatives) / 2));

    /// <summary>Counts rows. Allocates nothing.</summary>
    /// <param name="positives">How much of each row is positive, in [0, 1]: what happened, or its probability.</param>
    /// <param name="predicted">As many: whether it is predicted positive.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ExpectedConfusion Of(ReadOnlySpan<double> positives, ReadOnlySpan<bool> predicted)
    {
        if (predicted.Length != positives.Length)
        {
            throw new ArgumentException($"Expected {positives.Length} predictions, got {predicted.Length}.", nameof(predicted));
        }

        double truePositives = 0, falseNegatives = 0;
        var predictedPositives = 0;
        for (var row = 0; row < positives.Length; row++)
        {
            if (predicted[row])
            {
                predictedPositives++;
                truePositives += positives[row];
            }
            else
            {
                falseNegatives += positives[row];
            }
        }

        return new ExpectedConfusion(
            truePositives,
            predictedPositives - truePositives,
            falseNegatives,
            positives.Length - predictedPositives - falseNegatives);
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
