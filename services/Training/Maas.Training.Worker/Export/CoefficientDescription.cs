using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;

namespace Maas.Training.Worker.Export;

/// <summary>Names the weights of a linear model.</summary>
internal static class CoefficientDescription
{
    private const string InterceptName = "(intercept)";

    // Some four megabytes of a message of 64.
    private const int MostCoefficients = 100_000;

    /// <summary>
    /// Per output the coefficients in the order of the features, then the intercept. Of two classes only the
    /// second is told: its weights are the log-odds against the first. Of more than 100,000 those of the largest size are told.
    /// </summary>
    /// <param name="weights">Null for a model that is not linear: nothing to tell.</param>
    /// <param name="features">Names of the prepared features.</param>
    /// <param name="labels">The classes; empty for regression.</param>
    public static IReadOnlyList<CoefficientOutcome> Of(
        LinearWeights? weights, IReadOnlyList<string> features, IReadOnlyList<string> labels)
    {
        List<CoefficientOutcome> outcomes = [];
        for (var output = labels.Count == 2 ? 1 : 0; output < (weights?.OutputCount ?? 0); output++)
        {
            var label = labels.Count == 0 ? "" : labels[output];
            var row = weights!.Row(output);
            for (var feature = 0; feature < row.Length; feature++)
            {
                outcomes.Add(new CoefficientOutcome(features[feature], label, row[feature]));
            }

            outcomes.Add(new CoefficientOutcome(InterceptName, label, weights.Intercepts[output]));
        }

        return outcomes.Count <= MostCoefficients ? outcomes : Largest(outcomes);
    }

    private static List<CoefficientOutcome> Largest(List<CoefficientOutcome> outcomes) =>
    [
        .. outcomes.Index().OrderByDescending(entry => Math.Abs(entry.Item.Value)).ThenBy(entry => entry.Index).Take(MostCoefficients)
            .OrderBy(entry => entry.Index).Select(entry => entry.Item),
    ];
}
