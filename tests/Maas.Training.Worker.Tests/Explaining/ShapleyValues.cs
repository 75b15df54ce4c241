using System.Numerics;
using Maas.Training.Worker.Boosting;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Tests.Explaining;

/// <summary>
/// The Shapley value of a feature by its definition: over all subsets of the other features, what the tree's answer gains when the feature becomes known. Where a feature
/// is not known, both ways are gone by the share of the training rows that go them.
/// </summary>
internal static class ShapleyValues
{
    public static double Of(DecisionTree tree, FeatureMatrix train, int row, int feature)
    {
        var rows = Enumerable.Range(0, train.RowCount).ToArray();
        double value = 0;
        for (var subset = 0; subset < 1 << train.Width; subset++)
        {
            if ((subset & (1 << feature)) == 0)
            {
                var size = BitOperations.PopCount((uint)subset);
                var weight = Factorial(size) * Factorial(train.Width - size - 1) / Factorial(train.Width);
                value += weight * (Answer(tree, 0, rows, train, row, subset | (1 << feature)) - Answer(tree, 0, rows, train, row, subset));
            }
        }

        return value;
    }

    // Of a tree of one leaf there is nothing to know.
    private static double Answer(DecisionTree tree, int node, int[] rows, FeatureMatrix train, int row, int known)
    {
        if (tree.Leaves.Length == 1 || node < 0)
        {
            return tree.Leaves[node < 0 ? ~node : 0];
        }

        var feature = tree.Features[node];
        var left = Array.FindAll(rows, other => train.Row(other)[feature] <= tree.Thresholds[node]);
        var right = Array.FindAll(rows, other => train.Row(other)[feature] > tree.Thresholds[node]);
        if ((known & (1 << feature)) != 0)
        {
            return train.Row(row)[feature] <= tree.Thresholds[node]
                ? Answer(tree, tree.Left[node], left, train, row, known)
                : Answer(tree, tree.Right[node], right, train, row, known);
        }

        return ((left.Length * Answer(tree, tree.Left[node], left, train, row, known))
            + (right.Length * Answer(tree, tree.Right[node], right, train, row, known))) / rows.Length;
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
