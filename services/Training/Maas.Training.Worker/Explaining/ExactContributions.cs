using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Boosting;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Explaining;

/// <summary>
/// What every prepared feature adds to the answer to a row, beside the answer to a usual row, so that all of it sums to the answer. A number is told in its own unit;
/// of two classes the log-odds of the second; of more each class's logarithm of the probability, less their mean. Before calibration.
/// </summary>
/// <remarks>
/// Sources: of a linear model the coefficient times the distance from the mean, which is its Shapley value when features go by themselves (Lundberg and Lee, "A unified
/// approach to interpreting model predictions", 2017, corollary 1); of trees the path-dependent Shapley values of Lundberg et al., 2018.
/// </remarks>
internal sealed class ExactContributions
{
    private readonly Func<FeatureMatrix, double[]> _explain;
    private readonly int _scoreCount;

    private ExactContributions(Func<FeatureMatrix, double[]> explain, int scoreCount) => (_explain, _scoreCount) = (explain, scoreCount);

    /// <summary>Answers that are told of a row: 1, or one per class of more than two.</summary>
    public int OutputCount => _scoreCount > 2 ? _scoreCount : 1;

    /// <summary>Those of a model; null when it is neither linear nor made of trees.</summary>
    /// <param name="model">The model.</param>
    /// <param name="train">Rows it learnt from; their mean is the usual row.</param>
    /// <param name="classCount">Classes; 0 for a number.</param>
    public static ExactContributions? Of(IFittedModel model, FeatureMatrix train, int classCount)
    {
        if (model is BoostedModel trees)
        {
            return new ExactContributions(trees.Explain, BoostedModel.ScoreCountOf(classCount));
        }

        if (model.Linear is not { } weights)
        {
            return null;
        }

        var means = MeansOf(train);
        return new ExactContributions(rows => Explain(weights, means, rows), weights.OutputCount);
    }

    /// <summary>Contributions of all features, then the answer to a usual row: shape [rows, outputs, features + 1], row-major.</summary>
    public double[] Explain(FeatureMatrix rows)
    {
        var scores = _explain(rows);
        var width = rows.Width + 1;
        if (_scoreCount == 1)
        {
            return scores;
        }

        var outputs = new double[rows.RowCount * OutputCount * width];
        for (var row = 0; row < rows.RowCount; row++)
        {
            for (var feature = 0; feature < width; feature++)
            {
                Compare(scores.AsSpan(row * _scoreCount * width), outputs.AsSpan(row * OutputCount * width), feature, width);
            }
        }

        return outputs;
    }

    // Only differences of logits mean anything: that of two, or those from the mean.
    private void Compare(ReadOnlySpan<double> scores, Span<double> outputs, int feature, int width)
    {
        if (_scoreCount == 2)
        {
            outputs[feature] = scores[width + feature] - scores[feature];
            return;
        }

        double mean = 0;
        for (var score = 0; score < _scoreCount; score++)
        {
            mean += scores[(score * width) + feature] / _scoreCount;
        }

        for (var score = 0; score < _scoreCount; score++)
        {
            outputs[(score * width) + feature] = scores[(score * width) + feature] - mean;
        }
    }

    private static double[] Explain(LinearWeights weights, double[] means, FeatureMatrix rows)
    {
        var (outputs, width) = (weights.OutputCount, rows.Width);
        var contributions = new double[rows.RowCount * outputs * (width + 1)];
        for (var row = 0; row < rows.RowCount; row++)
        {
            var x = rows.Row(row);
            for (var output = 0; output < outputs; output++)
            {
                var told = contributions.AsSpan(((row * outputs) + output) * (width + 1), width + 1);
                var coefficients = weights.Row(output);
                told[width] = weights.Intercepts[output];
                for (var feature = 0; feature < width; feature++)
                {
                    told[feature] = coefficients[feature] * (x[feature] - means[feature]);
                    told[width] += coefficients[feature] * means[feature];
                }
            }
        }

        return contributions;
    }

    private static double[] MeansOf(FeatureMatrix rows)
    {
        var means = new double[rows.Width];
        for (var row = 0; row < rows.RowCount; row++)
        {
            var x = rows.Row(row);
            for (var feature = 0; feature < means.Length; feature++)
            {
                means[feature] += x[feature];
            }
        }

        return Array.ConvertAll(means, sum => sum / rows.RowCount);
    }
}
