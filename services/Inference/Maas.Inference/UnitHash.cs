namespace Maas.Inference;

/// <summary>Numbers that look as if they were chosen evenly by chance, and are the same everywhere and always.</summary>
/// <remarks>
/// Sources: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (SplitMix64); Fowler, Noll and Vo, "The FNV
/// Non-Cryptographic Hash Algorithm", RFC 9923 (FNV-1a).
/// </remarks>
internal static class UnitHash
{
    /// <summary>A number in [0, 1), with 53 bits.</summary>
    public static double Of(ulong index)
    {
        var mixed = (index + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Tells texts apart; not evenly spread, so give it to <see cref="Of"/>. Allocates nothing.</summary>
    public static ulong Fold(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 0x100000001B3;
        }

        return hash;
    }
}
