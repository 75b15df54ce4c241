using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Factorising;

/// <summary>One of the two that a rating is of.</summary>
internal enum Side
{
    /// <summary>Who gives it.</summary>
    User,

    /// <summary>What gets it.</summary>
    Item,
}

/// <summary>What users gave items. Immutable.</summary>
/// <param name="Users">Place of the user of each rating; -1 is unknown.</param>
/// <param name="Items">Place of the item of each rating; -1 is unknown.</param>
/// <param name="Values">The standardised ratings.</param>
internal sealed record Ratings(int[] Users, int[] Items, double[] Values)
{
    /// <summary>How many there are.</summary>
    public int Count => Values.Length;

    /// <summary>Reads prepared rows: shape [rows, 2], user and item.</summary>
    public static Ratings Of(FeatureMatrix features, Target target, TargetScale scale) => new(
        PlacesOf(features, Side.User), PlacesOf(features, Side.Item),
        Array.ConvertAll(target.Values, value => (value - scale.Mean) / scale.Deviation));

    /// <summary>The places on one side, row by row.</summary>
    public static int[] PlacesOf(FeatureMatrix features, Side side) =>
        [.. Enumerable.Range(0, features.RowCount).Select(row => (int)features.Row(row)[(int)side])];

    /// <summary>The places of a side.</summary>
    public int[] PlacesOf(Side side) => side == Side.User ? Users : Items;

    /// <summary>Known users, or items.</summary>
    public int CountOf(Side side) => PlacesOf(side).Max() + 1;

    /// <summary>For each user, or item, its ratings with the place of the other side.</summary>
    public IReadOnlyList<(int Other, double Value)>[] GroupBy(Side side)
    {
        var groups = new List<(int Other, double Value)>[CountOf(side)];
        for (var place = 0; place < groups.Length; place++)
        {
            groups[place] = [];
        }

        var (own, other) = (PlacesOf(side), PlacesOf(side == Side.User ? Side.Item : Side.User));
        for (var row = 0; row < Count; row++)
        {
            groups[own[row]].Add((other[row], Values[row]));
        }

        return groups;
    }
}
