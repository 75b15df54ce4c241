using System.Globalization;

namespace Maas.Training.Worker.Boosting;

/// <summary>Reads the trees of a model in LightGBM's text form, which gives numbers with all their digits.</summary>
/// <remarks>Source: LightGBM 4.7, <c>src/io/tree.cpp</c>, <c>Tree::ToString</c>. Values of a leaf hold the learning rate and, in the first
/// tree, the score that boosting begins with.</remarks>
internal static class TreeText
{
    private const string Begin = "Tree=";
    private const string End = "end of trees";

    /// <summary>The trees in their order.</summary>
    public static IReadOnlyList<DecisionTree> Read(string text)
    {
        List<DecisionTree> trees = [];
        Dictionary<string, string>? entries = null;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith(Begin, StringComparison.Ordinal) || line == End)
            {
                AddTo(trees, entries);
                entries = new Dictionary<string, string>(StringComparer.Ordinal);
            }
            else if (entries is not null && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var split)
            {
                entries[line[..split]] = line[(split + 1)..];
            }

            if (line == End)
            {
                return trees;
            }
        }

        throw new InvalidDataException($"The text of a model ends without '{End}'.");
    }

    private static void AddTo(List<DecisionTree> trees, Dictionary<string, string>? entries)
    {
        if (entries is null)
        {
            return;
        }

        var tree = new DecisionTree
        {
            Features = Integers(entries, "split_feature"),
            Thresholds = Numbers(entries, "threshold"),
            Left = Integers(entries, "left_child"),
            Right = Integers(entries, "right_child"),
            Leaves = Numbers(entries, "leaf_value"),
        };

        // Bit 0: a set of categories; bits 2 and 3: a rule of its own for missing values. Neither is asked for.
        var isPlain = Integers(entries, "decision_type").All(type => (type & 0b1101) == 0);
        var splits = tree.Leaves.Length - 1;
        trees.Add(isPlain && tree.Features.Length == splits && tree.Thresholds.Length == splits && tree.Left.Length == splits && tree.Right.Length == splits
            ? tree
            : throw new InvalidDataException($"Tree {trees.Count} of a model is not of the expected form."));
    }

    // A tree of one leaf has no line for its splits.
    private static string[] Words(Dictionary<string, string> entries, string key) =>
        entries.GetValueOrDefault(key, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static int[] Integers(Dictionary<string, string> entries, string key) =>
        Array.ConvertAll(Words(entries, key), word => int.Parse(word, CultureInfo.InvariantCulture));

    private static double[] Numbers(Dictionary<string, string> entries, string key) =>
        Array.ConvertAll(Words(entries, key), word => double.Parse(word, CultureInfo.InvariantCulture));
}
