using Maas.Contracts.Monitoring.V1;
using Maas.Statistics.Calibration;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Baselines;

/// <summary>What makes a probability of the score of each class.</summary>
internal static class CalibrationCurves
{
    // Of a curve, and of all of a version: 16 bytes each. Isotonic regression of n rows needs some n^(1/3), so it is rare that one has more.
    private const int MostPoints = 1000;
    private const int MostPointsInAll = 100_000;

    // Each is sorted some twenty times.
    private const int MostScores = 4_000_000;

    /// <summary>One per class; without points where scores are best left as they are, or fewer than ten rows are of the class or of others.</summary>
    /// <param name="scores">Of the test rows.</param>
    /// <param name="truth">The class of each of them.</param>
    /// <param name="seed">The same gives the same curves.</param>
    public static IEnumerable<CalibrationCurve> Of(ClassScores scores, int[] truth, long seed)
    {
        var rows = EvenRows.Of([.. Enumerable.Range(0, truth.Length)], Math.Max(1, MostScores / scores.Count));
        var mostPoints = Math.Min(MostPoints, MostPointsInAll / scores.Count);
        for (var c = 0; c < scores.Count; c++)
        {
            var column = scores.Of(c);
            var calibrator = ScoreCalibrator.Fit(
                Array.ConvertAll(rows, row => column[row]),
                Array.ConvertAll(rows, row => truth[row] == c ? 1.0 : 0),
                new Random((int)(seed ^ (seed >> 32))));
            yield return Describe(calibrator, mostPoints);
        }
    }

    /// <summary>Its knots; of too many some, evenly, the first and the last among them.</summary>
    public static CalibrationCurve Describe(ScoreCalibrator calibrator, int mostPoints)
    {
        var (scores, probabilities) = (calibrator.Scores.ToArray(), calibrator.Probabilities.ToArray());
        int[] places = scores.Length <= mostPoints
            ? [.. Enumerable.Range(0, scores.Length)]
            : [.. Enumerable.Range(0, mostPoints).Select(place => (int)((long)place * (scores.Length - 1) / (mostPoints - 1)))];
        return new CalibrationCurve
        {
            Scores = { places.Select(place => scores[place]) },
            Probabilities = { places.Select(place => probabilities[place]) },
        };
    }
}
