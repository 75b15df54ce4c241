namespace Maas.Training.Worker.Boosting;

/// <summary>
/// A binary tree over prepared features. A child of 0 or more is a split, a negative one the leaf <c>~child</c>. The root is split 0,
/// or the only leaf.
/// </summary>
internal sealed record DecisionTree
{
    /// <summary>Feature that each split looks at.</summary>
    public required int[] Features { get; init; }

    /// <summary>Up to here, inclusive, a value goes left.</summary>
    public required double[] Thresholds { get; init; }

    /// <summary>Left child of each split.</summary>
    public required int[] Left { get; init; }

    /// <summary>Right child of each split.</summary>
    public required int[] Right { get; init; }

    /// <summary>What each leaf adds to the score; one more than there are splits.</summary>
    public required double[] Leaves { get; init; }
}
