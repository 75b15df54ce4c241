namespace Maas.Training.Split;

/// <summary>
/// A way to divide the rows of a table. The same rows give the same sides, always and everywhere. Immutable.
/// </summary>
public abstract class RowSplit
{
    private protected RowSplit(int rowCount) => RowCount = rowCount;

    /// <summary>Rows of the table.</summary>
    public int RowCount { get; }

    /// <summary>Folds that the rows can be divided into at most; less than 2 when they cannot.</summary>
    public abstract int MaxFoldCount { get; }

    /// <summary>Divides the rows once.</summary>
    /// <param name="testRatio">Share of test rows, in [0, 1); met as well as the kind of split allows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is none.</exception>
    public Fold HoldOut(double testRatio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(testRatio);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(testRatio, 1);
        return Divide(testRatio);
    }

    /// <summary>Divides the rows so that each is tested on once (but see <see cref="TimeSplit"/>).</summary>
    /// <param name="count">Folds, 2 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2, or more than <see cref="MaxFoldCount"/>.</exception>
    public IReadOnlyList<Fold> KFold(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxFoldCount);
        return DivideInto(count);
    }

    private protected abstract Fold Divide(double testRatio);

    private protected abstract IReadOnlyList<Fold> DivideInto(int count);

    /// <summary>Folds from the number of the fold in which each row is tested on; -1 for rows that take no part.</summary>
    private protected static IReadOnlyList<Fold> FoldsOf(int[] foldByRow, int count) =>
        [.. Enumerable.Range(0, count).Select(fold => new Fold(
            [.. foldByRow.Select(own => own >= 0 && own != fold)],
            [.. foldByRow.Select(own => own == fold)]))];
}
