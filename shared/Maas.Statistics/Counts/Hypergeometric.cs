namespace Maas.Statistics.Counts;

/// <summary>Draws from a hypergeometric distribution: marked ones among draws without replacement.</summary>
/// <remarks>
/// Inversion from the mode outwards, left and right in turn: exact, and a draw takes about as many steps as a standard deviation has
/// units. Source: Kachitvichyanukul and Schmeiser, "Computer Generation of Hypergeometric Random Variates", 1985,
/// algorithm HIN, begun at the mode.
/// </remarks>
internal static class Hypergeometric
{
    /// <summary>How many of the draws are marked, in [max(0, draws - (total - marked)), min(draws, marked)].</summary>
    /// <param name="total">What is drawn from, 0 or more.</param>
    /// <param name="marked">Those of them that are marked, in [0, total].</param>
    /// <param name="draws">How many are drawn, in [0, total].</param>
    /// <param name="random">Where chance comes from.</param>
    public static long Draw(long total, long marked, long draws, Random random)
    {
        var least = Math.Max(0, draws - (total - marked));
        var most = Math.Min(draws, marked);
        if (least == most)
        {
            return least;
        }

        var mode = Math.Clamp((long)((draws + 1.0) * (marked + 1) / (total + 2.0)), least, most);
        var atMode = Math.Exp(
            LogFactorial.Choose(marked, mode) + LogFactorial.Choose(total - marked, draws - mode)
            - LogFactorial.Choose(total, draws));
        var left = random.NextDouble() - atMode;
        if (left < 0)
        {
            return mode;
        }

        var (up, down) = (mode, mode);
        var (atUp, atDown) = (atMode, atMode);
        while (up < most || down > least)
        {
            if (up < most)
            {
                atUp *= (marked - up) / (up + 1.0) * ((draws - up) / (total - marked - draws + up + 1.0));
                up++;
                left -= atUp;
                if (left < 0)
                {
                    return up;
                }
            }

            if (down > least)
            {
                atDown *= down / (marked - down + 1.0) * ((total - marked - draws + down) / (draws - down + 1.0));
                down--;
                left -= atDown;
                if (left < 0)
                {
                    return down;
                }
            }
        }

        // Rounding has left something over.
        return mode;
    }
}
