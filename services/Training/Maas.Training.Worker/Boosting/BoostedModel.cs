using Maas.Onnx.Building;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Boosting;

/// <summary>Grown trees. Owns them. Not thread-safe.</summary>
/// <param name="booster">Gives one score for a number and for two classes, else one per class.</param>
/// <param name="iterationCount">Iterations that count, the first ones.</param>
/// <param name="scale">Of a number; null for classes.</param>
/// <param name="classCount">Classes; 0 for a number.</param>
/// <param name="history">How they grew.</param>
internal sealed class BoostedModel(Booster booster, int iterationCount, TargetScale? scale, int classCount, LearningHistory history) : IFittedModel
{
    private readonly int _scoreCount = ScoreCountOf(classCount);
    private long? _leafCount;

    /// <inheritdoc/>
    public LearningHistory History => history;

    /// <inheritdoc/>
    public LinearWeights? Linear => null;

    /// <summary>Trees that a row passes.</summary>
    public int TreeCount => iterationCount * _scoreCount;

    /// <summary>Leaves of all of them.</summary>
    public long LeafCount
    {
        get
        {
            if (_leafCount is null)
            {
                Trees();
            }

            return _leafCount!.Value;
        }
    }

    /// <summary>Scores that trees are grown for.</summary>
    public static int ScoreCountOf(int classCount) => classCount > 2 ? classCount : 1;

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        var scores = booster.Predict(features, _scoreCount, iterationCount);
        if (scale is not null)
        {
            return Array.ConvertAll(scores, score => (score * scale.Deviation) + scale.Mean);
        }

        var probabilities = _scoreCount == 1 ? [.. scores.SelectMany(score => (double[])[0, score])] : scores;
        for (var start = 0; start < probabilities.Length; start += classCount)
        {
            Softmax.InPlace(probabilities.AsSpan(start, classCount));
        }

        return probabilities;
    }

    /// <summary>
    /// What each feature adds to each score, in the target's unit for a number, then the mean score: shape [rows, scores, features + 1], row-major.
    /// </summary>
    public double[] Explain(FeatureMatrix features)
    {
        var contributions = booster.Explain(features, _scoreCount, iterationCount);
        if (scale is null)
        {
            return contributions;
        }

        for (var i = 0; i < contributions.Length; i++)
        {
            contributions[i] = (contributions[i] * scale.Deviation) + ((i + 1) % (features.Width + 1) == 0 ? scale.Mean : 0);
        }

        return contributions;
    }

    /// <inheritdoc/>
    public OnnxValue AppendTo(OnnxGraphBuilder graph, OnnxValue features)
    {
        var trees = Trees();
        return scale is null
            ? TreeEnsembleGraph.Append(
                graph, features, trees, _scoreCount == 1 ? [1] : [.. Enumerable.Range(0, classCount)], classCount, factor: 1, baseValue: 0)
            : TreeEnsembleGraph.Append(graph, features, trees, [0], 1, scale.Deviation, scale.Mean);
    }

    /// <inheritdoc/>
    public void Dispose() => booster.Dispose();

    // Thousands of trees take a while to read: their leaves are counted when they are read for something else.
    private IReadOnlyList<DecisionTree> Trees()
    {
        var trees = booster.Trees(iterationCount);
        _leafCount = trees.Sum(tree => (long)tree.Leaves.Length);
        return trees;
    }
}
