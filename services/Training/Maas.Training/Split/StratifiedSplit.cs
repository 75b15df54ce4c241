namespace Maas.Training.Split;

/// <summary>
/// Divides each class on its own, so that all sides have the same mixture: the ratio is met in every class to within one row.
/// When rows come, those on the border of their class may change sides; no other does.
/// </summary>
/// <param name="shares">Shape [rows], in [0, 1).</param>
/// <param name="classes">Shape [rows]; negative for rows that take no part.</param>
public sealed class StratifiedSplit(double[] shares, int[] classes) : RowSplit(shares.Length)
{
    public override int MaxFoldCount => classes.Count(c => c >= 0);

    private protected override Fold Divide(double testRatio)
    {
        var isTrain = new bool[shares.Length];
        var isTest = new bool[shares.Length];
        foreach (var rows in Classes())
        {
            // One row at least is trained on: what was never seen cannot be told apart.
            var testCount = Math.Min((int)Math.Round(rows.Length * testRatio, MidpointRounding.AwayFromZero), rows.Length - 1);
            for (var i = 0; i < rows.Length; i++)
            {
                isTest[rows[i]] = i < testCount;
                isTrain[rows[i]] = i >= testCount;
            }
        }

        return new Fold(isTrain, isTest);
    }

    private protected override IReadOnlyList<Fold> DivideInto(int count)
    {
        var foldByRow = new int[shares.Length];
        Array.Fill(foldByRow, -1);
        var dealt = 0;
        foreach (var row in Classes().SelectMany(rows => rows))
        {
            foldByRow[row] = dealt++ % count;
        }

        return FoldsOf(foldByRow, count);
    }

    /// <summary>Rows of each class, the lowest class and the lowest share first.</summary>
    private IEnumerable<int[]> Classes() => Enumerable.Range(0, shares.Length)
        .Where(row => classes[row] >= 0)
        .GroupBy(row => classes[row])
        .OrderBy(rows => rows.Key)
        .Select(rows => rows.OrderBy(row => shares[row]).ThenBy(row => row).ToArray());
}
