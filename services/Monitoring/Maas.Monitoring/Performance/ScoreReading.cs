using Maas.Monitoring.Baselines;
using Maas.Statistics;
using Maas.Statistics.Calibration;
using Maas.Statistics.Performance;

namespace Maas.Monitoring.Performance;

/// <summary>Makes probabilities of the scores of a row. Immutable, thread-safe.</summary>
internal sealed class ScoreReading(ClassificationBaseline baseline)
{
    private readonly ScoreCalibrator[] _curves = Array.ConvertAll(
        baseline.Curves, points => ScoreCalibrator.OfKnots(points.Scores, points.Probabilities));

    /// <summary>False when there is not one score per class.</summary>
    /// <param name="scores">In the order of the classes.</param>
    /// <param name="probabilities">As many, adding up to 1.</param>
    /// <param name="bin">Bin of the score of the second class of two; 0 without bins.</param>
    public bool TryRead(double[] scores, out double[] probabilities, out int bin)
    {
        probabilities = [];
        bin = 0;
        if (scores.Length != _curves.Length)
        {
            return false;
        }

        probabilities = new double[scores.Length];
        for (var c = 0; c < scores.Length; c++)
        {
            probabilities[c] = _curves[c].Apply(scores[c]);
        }

        MulticlassEstimation.Normalize(probabilities, probabilities.Length);
        bin = baseline.ScoreEdges.Length > 0 ? DecileBins.IndexOf(baseline.ScoreEdges, scores[1]) : 0;
        return true;
    }
}
