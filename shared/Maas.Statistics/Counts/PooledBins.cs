namespace Maas.Statistics.Counts;

/// <summary>Two samples over bins of which none expects too few: rare categories are one bin, and so are neighbours of ordered bins.</summary>
/// <remarks>
/// Which bins are pooled follows from the pooled counts alone, which say nothing of a difference: p-values stay valid. Source: Cochran, "Some
/// Methods for Strengthening the Common Chi-Squared Tests", 1954.
/// </remarks>
/// <param name="Reference">Counts per bin of the reference.</param>
/// <param name="Window">Counts of the same bins.</param>
public sealed record PooledBins(long[] Reference, long[] Window)
{
    /// <summary>Values that a bin expects in the smaller sample, at least.</summary>
    public const double LeastExpectation = 5;

    /// <summary>Pools bins, all into one when the samples are too small for two.</summary>
    /// <param name="reference">Counts per bin, 0 or more each.</param>
    /// <param name="window">Counts of the same bins.</param>
    /// <param name="isOrdered">Whether bins may only be pooled with their neighbours.</param>
    public static PooledBins Of(ReadOnlySpan<long> reference, ReadOnlySpan<long> window, bool isOrdered)
    {
        var (n, m) = (0.0, 0.0);
        for (var bin = 0; bin < reference.Length; bin++)
        {
            (m, n) = (m + reference[bin], n + window[bin]);
        }

        var share = n + m > 0 ? Math.Min(n, m) / (n + m) : 0;
        var pools = new List<Pool>(reference.Length);
        var open = new Pool(0, 0);
        for (var bin = 0; bin < reference.Length; bin++)
        {
            var here = new Pool(reference[bin], window[bin]);
            if (!isOrdered && here.Total * share >= LeastExpectation)
            {
                pools.Add(here);
                continue;
            }

            open += here;
            if (isOrdered && open.Total * share >= LeastExpectation)
            {
                pools.Add(open);
                open = new Pool(0, 0);
            }
        }

        Close(pools, open, isOrdered, share);
        return new PooledBins([.. pools.Select(pool => pool.Reference)], [.. pools.Select(pool => pool.Window)]);
    }

    // What is left over and too small by itself goes to a neighbour, or to the smallest of the others.
    private static void Close(List<Pool> pools, Pool open, bool isOrdered, double share)
    {
        if (pools.Count == 0 || (open.Total * share >= LeastExpectation && !isOrdered))
        {
            pools.Add(open);
            return;
        }

        var into = isOrdered ? pools.Count - 1 : pools.IndexOf(pools.MinBy(pool => pool.Total));
        pools[into] += open;
    }

    private readonly record struct Pool(long Reference, long Window)
    {
        public double Total => (double)Reference + Window;

        public static Pool operator +(Pool left, Pool right) =>
            new(left.Reference + right.Reference, left.Window + right.Window);
    }
}
