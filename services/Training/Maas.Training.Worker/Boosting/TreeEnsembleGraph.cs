using Maas.Onnx.Building;

namespace Maas.Training.Worker.Boosting;

/// <summary>
/// Writes trees as one TreeEnsembleRegressor in double precision: features become doubles without a change, so that each comparison is
/// the trainer's, also of a value that is equal to a threshold, and sums of many leaves keep their digits.
/// </summary>
internal static class TreeEnsembleGraph
{
    private const string Split = "BRANCH_LEQ";
    private const string Leaf = "LEAF";

    /// <param name="graph">Gets the nodes.</param>
    /// <param name="features">FLOAT [N, width].</param>
    /// <param name="trees">In their order, the scores taking turns.</param>
    /// <param name="scores">Place of the score that a tree adds to, taking turns.</param>
    /// <param name="scoreCount">Scores of a row; one that no tree adds to is its base value.</param>
    /// <param name="factor">What leaves are multiplied by.</param>
    /// <param name="baseValue">What is added to every score.</param>
    /// <returns>FLOAT [N, scores].</returns>
    public static OnnxValue Append(
        OnnxGraphBuilder graph, OnnxValue features, IReadOnlyList<DecisionTree> trees, int[] scores, int scoreCount, double factor, double baseValue)
    {
        var table = new NodeTable();
        foreach (var (id, tree) in trees.Index())
        {
            table.Add(id, tree, scores[id % scores.Length], factor);
        }

        var baseValues = new double[scoreCount];
        Array.Fill(baseValues, baseValue);
        var wide = graph.Cast("features_wide", features, OnnxElementType.Double);
        return graph.Node(
            OnnxOpset.MachineLearning, "TreeEnsembleRegressor", "scores", [wide],
            [.. table.Arguments(), OnnxArgument.Of("n_targets", scoreCount), OnnxArgument.Doubles("base_values_as_tensor", baseValues)]);
    }

    // The nodes of all trees, attribute by attribute.
    private sealed class NodeTable
    {
        private readonly List<long> _trees = [], _ids = [], _features = [], _left = [], _right = [];
        private readonly List<long> _leafTrees = [], _leafIds = [], _leafScores = [];
        private readonly List<double> _thresholds = [], _leaves = [];
        private readonly List<string> _modes = [];

        public void Add(int id, DecisionTree tree, int score, double factor)
        {
            var splits = tree.Features.Length;
            for (var split = 0; split < splits; split++)
            {
                AddNode(id, split, Split, tree.Features[split], tree.Thresholds[split], Place(tree.Left[split]), Place(tree.Right[split]));
            }

            for (var leaf = 0; leaf < tree.Leaves.Length; leaf++)
            {
                AddNode(id, splits + leaf, Leaf, 0, 0, 0, 0);
                _leafTrees.Add(id);
                _leafIds.Add(splits + leaf);
                _leafScores.Add(score);
                _leaves.Add(factor * tree.Leaves[leaf]);
            }

            // Leaves come behind the splits.
            long Place(int child) => child >= 0 ? child : splits + ~child;
        }

        public OnnxArgument[] Arguments() =>
        [
            OnnxArgument.Of("nodes_treeids", _trees),
            OnnxArgument.Of("nodes_nodeids", _ids),
            OnnxArgument.Of("nodes_modes", _modes),
            OnnxArgument.Of("nodes_featureids", _features),
            OnnxArgument.Doubles("nodes_values_as_tensor", [.. _thresholds]),
            OnnxArgument.Of("nodes_truenodeids", _left),
            OnnxArgument.Of("nodes_falsenodeids", _right),
            OnnxArgument.Of("target_treeids", _leafTrees),
            OnnxArgument.Of("target_nodeids", _leafIds),
            OnnxArgument.Of("target_ids", _leafScores),
            OnnxArgument.Doubles("target_weights_as_tensor", [.. _leaves]),
        ];

        private void AddNode(int tree, int node, string mode, int feature, double threshold, long left, long right)
        {
            _trees.Add(tree);
            _ids.Add(node);
            _modes.Add(mode);
            _features.Add(feature);
            _thresholds.Add(threshold);
            _left.Add(left);
            _right.Add(right);
        }
    }
}
