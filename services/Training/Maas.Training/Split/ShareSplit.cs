namespace Maas.Training.Split;

/// <summary>
/// Divides by share alone. With shares of rows it is a random split, with those of groups (<see cref="RowShares.OfKeys"/>) no
/// group is on both sides. A row keeps its side when others come, as long as its share stays; the ratio is met on average.
/// </summary>
/// <param name="shares">Shape [rows], in [0, 1); equal ones stay together.</param>
/// <param name="takesPart">Shape [rows]; null when all do.</param>
/// <remarks>
/// Of a few rows or groups, chance may leave a side or a fold empty. Then the row of the highest share is trained on, that of the
/// lowest tested on; and folds are dealt out in the order of the shares.
/// </remarks>
public sealed class ShareSplit(double[] shares, bool[]? takesPart = null) : RowSplit(shares.Length)
{
    public override int MaxFoldCount => Units().Length;

    private protected override Fold Divide(double testRatio)
    {
        var (lowest, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var row = 0; row < shares.Length; row++)
        {
            if (TakesPart(row))
            {
                (lowest, highest) = (Math.Min(lowest, shares[row]), Math.Max(highest, shares[row]));
            }
        }

        // Rows of one share cannot be divided: then all are trained on.
        var isTrain = new bool[shares.Length];
        var isTest = new bool[shares.Length];
        for (var row = 0; row < shares.Length; row++)
        {
            if (TakesPart(row))
            {
                isTest[row] = shares[row] < highest && (shares[row] < testRatio || (testRatio > 0 && shares[row] == lowest));
                isTrain[row] = !isTest[row];
            }
        }

        return new Fold(isTrain, isTest);
    }

    private protected override IReadOnlyList<Fold> DivideInto(int count)
    {
        var units = Units();
        var isDealt = units.Select(share => FoldOf(share, count)).Distinct().Count() < count;
        return FoldsOf(
            [.. shares.Select((share, row) => !TakesPart(row) ? -1
                : isDealt ? Array.BinarySearch(units, share) % count
                : FoldOf(share, count))],
            count);
    }

    private double[] Units() => [.. shares.Where((_, row) => TakesPart(row)).Distinct().Order()];

    private bool TakesPart(int row) => takesPart is null || takesPart[row];

    private static int FoldOf(double share, int count) => Math.Min(count - 1, (int)(share * count));
}
