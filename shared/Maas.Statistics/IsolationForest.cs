namespace Maas.Statistics;

/// <summary>
/// Finds rows that differ from the rest in any combination of columns: a row that few random cuts part from all others is
/// anomalous. Immutable after <see cref="Fit"/>, so thread-safe.
/// </summary>
/// <remarks>
/// Source: Liu, Ting, Zhou, "Isolation Forest", 2008, algorithms 1-3, with its defaults of 100 trees over 256 rows each. As
/// in scikit-learn, a cut is drawn among the columns that still vary within the node, not among all.
/// </remarks>
public sealed class IsolationForest
{
    /// <summary>Rows each tree sees, when there are as many.</summary>
    public const int SubsampleSize = 256;

    /// <summary>Trees of a forest.</summary>
    public const int TreeCount = 100;

    private readonly IsolationTree[] _trees;
    private readonly int _columnCount;
    private readonly double _normalPathLength;

    private IsolationForest(IsolationTree[] trees, int columnCount, int subsampleSize)
    {
        _trees = trees;
        _columnCount = columnCount;
        _normalPathLength = AveragePathLength(subsampleSize);
    }

    /// <summary>Grows the trees.</summary>
    /// <param name="rows">Shape [rows, columns], row-major, at least 2 rows, all values finite.</param>
    /// <param name="columnCount">Columns, 1 or more.</param>
    /// <param name="random">Draws rows, columns and cuts; the same seed gives the same forest.</param>
    /// <exception cref="ArgumentException">The length does not fit, there are fewer than 2 rows, or a value is not finite.</exception>
    public static IsolationForest Fit(ReadOnlySpan<double> rows, int columnCount, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var rowCount = CountRows(rows, columnCount);
        if (rowCount < 2)
        {
            throw new ArgumentException($"Expected 2 rows or more, got {rowCount}.", nameof(rows));
        }

        var size = Math.Min(SubsampleSize, rowCount);
        var order = new int[rowCount];
        for (var i = 0; i < rowCount; i++)
        {
            order[i] = i;
        }

        var trees = new IsolationTree[TreeCount];
        for (var tree = 0; tree < TreeCount; tree++)
        {
            Draw(order, size, random);
            trees[tree] = IsolationTree.Grow(rows, columnCount, order.AsSpan(0, size), random);
        }

        return new IsolationForest(trees, columnCount, size);
    }

    /// <summary>
    /// Scores rows, in (0, 1]: near 1 is anomalous, well below 0.5 is normal; when all are near 0.5, none stands out.
    /// </summary>
    /// <param name="rows">Shape [rows, columns], row-major, all values finite.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of the columns, or a value is not finite.</exception>
    public double[] Score(ReadOnlySpan<double> rows)
    {
        var scores = new double[CountRows(rows, _columnCount)];

        // Tree by tree: one tree stays in the processor's cache while all rows pass it.
        foreach (var tree in _trees)
        {
            for (var row = 0; row < scores.Length; row++)
            {
                scores[row] += tree.PathLength(rows.Slice(row * _columnCount, _columnCount));
            }
        }

        for (var row = 0; row < scores.Length; row++)
        {
            scores[row] = Math.Pow(2, -scores[row] / TreeCount / _normalPathLength);
        }

        return scores;
    }

    /// <summary>Average depth at which a search in a binary tree of that many values ends without success (equation 1).</summary>
    internal static double AveragePathLength(int count) => count switch
    {
        <= 1 => 0,
        2 => 1,
        _ => (2 * (Math.Log(count - 1) + EulerGamma)) - (2.0 * (count - 1) / count),
    };

    private const double EulerGamma = 0.5772156649015329;

    private static int CountRows(ReadOnlySpan<double> rows, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (rows.Length % columnCount != 0)
        {
            throw new ArgumentException($"Expected a multiple of {columnCount} values, got {rows.Length}.", nameof(rows));
        }

        foreach (var value in rows)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException("Expected finite values only: put something in place of what is missing.", nameof(rows));
            }
        }

        return rows.Length / columnCount;
    }

    // The first places of a shuffle are a sample without replacement; the rest of the order may stay as it is.
    private static void Draw(int[] order, int size, Random random)
    {
        for (var i = 0; i < size; i++)
        {
            var other = random.Next(i, order.Length);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
