namespace Maas.Training.Search.Sampling;

/// <summary>
/// Sobol's points: they fill the unit cube more evenly than random ones, best after each power of two of them. Each point stands alone, so that workers and
/// restarts need not be told which were taken. Thread-safe.
/// </summary>
/// <remarks>
/// Order of Antonov and Saleev, "An economic method of computing LP-tau sequences", 1979. Scrambling: Owen, "Randomly permuted
/// (t,m,s)-nets and (t,s)-sequences", 1995: each bit is turned or not by what stands before it, so that the evenness stays and no point lies on an edge.
/// </remarks>
internal sealed class SobolSequence
{
    private readonly uint[][] _directions;
    private readonly long? _seed;

    /// <param name="dimensionCount">1 to <see cref="SobolDirections.DimensionCount"/>.</param>
    /// <param name="seed">Scrambles the points; null leaves them as published.</param>
    public SobolSequence(int dimensionCount, long? seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensionCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensionCount, SobolDirections.DimensionCount);
        _directions = [.. Enumerable.Range(0, dimensionCount).Select(SobolDirections.Of)];
        _seed = seed;
    }

    /// <summary>One point.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>Shape [dimensions], each in [0, 1).</returns>
    public double[] PointAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var point = new double[_directions.Length];
        var gray = index ^ (index >> 1);
        for (var dimension = 0; dimension < point.Length; dimension++)
        {
            var bits = 0u;
            for (var i = 0; gray >> i != 0; i++)
            {
                bits ^= ((gray >> i) & 1) == 1 ? _directions[dimension][i] : 0;
            }

            point[dimension] = (_seed is { } seed ? Scrambled(bits, SeededDraws.Key(seed, dimension)) : bits) / 4294967296.0;
        }

        return point;
    }

    private static uint Scrambled(uint bits, ulong key)
    {
        var turned = 0u;
        for (var i = SobolDirections.Bits - 1; i >= 0; i--)
        {
            // What stands before the bit, led by a one so that prefixes of unlike length differ.
            var prefix = (1UL << (SobolDirections.Bits - 1 - i)) | ((ulong)bits >> (i + 1));
            turned |= (uint)(SeededDraws.Mix(key ^ SeededDraws.Mix(prefix)) & 1) << i;
        }

        return bits ^ turned;
    }
}
