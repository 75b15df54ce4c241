using System.Numerics.Tensors;
using Maas.Contracts.Monitoring.V1;
using Maas.Statistics.Calibration;
using Maas.Statistics.Performance;
using Maas.Statistics.Samples;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Baselines;

/// <summary>How good a classifier was on its test rows, and what makes probabilities of its scores.</summary>
internal static class ClassificationPerformance
{
    private const int EdgeParts = 100;

    /// <summary>Null when a score is no finite number: then nothing can be said.</summary>
    /// <param name="truth">The labels, and the class of each test row, one row or more.</param>
    /// <param name="predicted">The class that the artifact answers to each of them.</param>
    /// <param name="scores">Its scores, shape [rows, classes], row-major.</param>
    /// <param name="seed">Deals rows to the folds that calibration is judged on.</param>
    public static PerformanceBaseline? Of(Target truth, int[] predicted, float[] scores, long seed)
    {
        if (!TensorPrimitives.IsFiniteAll<float>(scores))
        {
            return null;
        }

        var classes = new ClassScores(scores, truth.Labels.Count);
        var classification = new ClassificationBaseline
        {
            ClassLabels = { truth.Labels },
            CalibrationCurves = { CalibrationCurves.Of(classes, truth.Classes, seed) },
        };
        var performance = new PerformanceBaseline { RowCount = predicted.Length, Classification = classification };
        if (classes.Count > 2)
        {
            performance.Metrics.Add(OfSeveral(truth.Classes, predicted, classes.Count));
            return performance;
        }

        // The second class is the positive one.
        var positives = classes.Of(1);
        performance.Metrics.Add(OfTwo(truth.Classes, predicted, positives));
        classification.ScoreEdges.Add(EdgesOf(positives));
        return performance;
    }

    private static Dictionary<string, double> OfTwo(int[] truth, int[] predicted, double[] scores)
    {
        var figures = ConfidenceBasedEstimation.Estimate(
            Array.ConvertAll(truth, c => (double)c), new RankedScores(scores), Array.ConvertAll(predicted, c => c == 1));
        var metrics = new Dictionary<string, double>
        {
            ["accuracy"] = figures.Accuracy,
            ["precision"] = figures.Precision,
            ["recall"] = figures.Recall,
            ["specificity"] = figures.Specificity,
            ["f1"] = figures.F1,
        };

        // It is not defined where all test rows are of one class.
        if (!double.IsNaN(figures.RocAuc))
        {
            metrics["roc_auc"] = figures.RocAuc;
        }

        return metrics;
    }

    // What MulticlassEstimation gives for the truth, without sorting the scores of each class.
    private static Dictionary<string, double> OfSeveral(int[] truth, int[] predicted, int classCount)
    {
        var (hits, truths, predictions) = (new double[classCount], new double[classCount], new double[classCount]);
        foreach (var (real, chosen) in truth.Zip(predicted))
        {
            truths[real]++;
            predictions[chosen]++;
            hits[chosen] += real == chosen ? 1 : 0;
        }

        var confusions = hits
            .Select((hit, c) => new ExpectedConfusion(hit, predictions[c] - hit, truths[c] - hit, truth.Length - predictions[c] - truths[c] + hit))
            .ToList();
        return new Dictionary<string, double>
        {
            ["accuracy"] = hits.Sum() / truth.Length,
            ["precision"] = confusions.Average(confusion => confusion.Precision),
            ["recall"] = confusions.Average(confusion => confusion.Recall),
            ["f1"] = confusions.Average(confusion => confusion.F1),
        };
    }

    private static IEnumerable<double> EdgesOf(double[] scores)
    {
        var sample = new SortedSample(scores);
        return Enumerable.Range(1, EdgeParts - 1).Select(part => sample.Quantile(part / (double)EdgeParts)).Distinct();
    }
}
