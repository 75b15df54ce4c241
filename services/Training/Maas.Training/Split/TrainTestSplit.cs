namespace Maas.Training.Split;

/// <summary>
/// Divides rows into training and test rows by a hash of (fingerprint, seed, row number): the same table and seed
/// give the same rows on every machine, and no row depends on another. The share is met on average, not exactly.
/// </summary>
public sealed class TrainTestSplit
{
    private readonly ulong _key;
    private readonly double _testRatio;

    /// <param name="fingerprint">Name of the table's content.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="testRatio">Expected share of test rows, in [0, 1).</param>
    public TrainTestSplit(string fingerprint, long seed, double testRatio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(testRatio);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(testRatio, 1);
        _key = RowShares.KeyOf(fingerprint, seed);
        _testRatio = testRatio;
    }

    /// <summary>Says for each row whether it is a training row.</summary>
    /// <param name="groups">
    /// One entry per row: a group of which at least one row must be trained on (a class), 0 for all when there are
    /// none, negative for rows that take no part. A group that would have none gets its row of the highest hash.
    /// </param>
    /// <returns>True for training rows; false for test rows and rows that take no part.</returns>
    public bool[] Assign(ReadOnlySpan<int> groups)
    {
        var isTrain = new bool[groups.Length];
        var best = new Dictionary<int, (double Share, int Row, bool HasTrain)>();
        for (var row = 0; row < groups.Length; row++)
        {
            if (groups[row] < 0)
            {
                continue;
            }

            var share = RowShares.OfPosition(_key, row);
            isTrain[row] = share >= _testRatio;
            if (!best.TryGetValue(groups[row], out var known) || share > known.Share)
            {
                best[groups[row]] = (share, row, share >= _testRatio);
            }
        }

        foreach (var (_, row, hasTrain) in best.Values)
        {
            isTrain[row] |= !hasTrain;
        }

        return isTrain;
    }
}
