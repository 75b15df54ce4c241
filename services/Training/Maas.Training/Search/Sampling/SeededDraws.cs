namespace Maas.Training.Search.Sampling;

/// <summary>
/// Random numbers that are the same on every machine and with every version of .NET, so that a study that is read again goes on as it would have.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014, section 4 (SplitMix64).
/// </remarks>
internal sealed class SeededDraws
{
    /// <summary>What parts neighbouring states, 2^64 by the golden ratio.</summary>
    public const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <param name="seed">Any number.</param>
    /// <param name="stream">Which of the independent sequences of the seed.</param>
    public SeededDraws(long seed, params ReadOnlySpan<int> stream) => _state = Key(seed, stream);

    /// <summary>A number that stands for a seed and some further numbers.</summary>
    public static ulong Key(long seed, params ReadOnlySpan<int> path)
    {
        var key = Mix((ulong)seed + GoldenGamma);
        foreach (var part in path)
        {
            key = Mix(key + GoldenGamma + (uint)part);
        }

        return key;
    }

    /// <summary>A bijection in which each bit depends on all.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextUnit() => (Mix(_state += GoldenGamma) >> 11) * (1.0 / (1UL << 53));

    /// <summary>An index of a list, by weights.</summary>
    /// <param name="weights">0 or more each, their sum 1.</param>
    public int NextIndex(ReadOnlySpan<double> weights)
    {
        var left = NextUnit();
        for (var i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    /// <summary>Normal with mean 0 and deviation 1. Source: Box and Muller, 1958.</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextUnit())) * Math.Cos(2 * Math.PI * NextUnit());
}
