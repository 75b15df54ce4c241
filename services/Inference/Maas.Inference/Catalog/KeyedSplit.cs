namespace Maas.Inference.Catalog;

/// <summary>
/// Spreads keys by weight: a key has the same version for as long as the weights stay, on every replica and after every restart. When they
/// change, only keys that must move do: with two versions exactly the difference of the shares, with more a little above. Immutable.
/// </summary>
/// <remarks>
/// Each version draws a number for the key and is the better placed the greater its weight.
/// Source: Schindelhauer and Schomaker, "Weighted distributed hash tables", SPAA 2005, the logarithmic method.
/// </remarks>
internal sealed class KeyedSplit
{
    private readonly (CatalogVersion Version, int Weight, ulong Seed)[] _shares;

    /// <param name="weights">At least one version, with weights of 1 to 100.</param>
    public KeyedSplit(IEnumerable<(CatalogVersion Version, int Weight)> weights) =>
        _shares = [.. weights.Select(share => (share.Version, share.Weight, UnitHash.Fold(share.Version.Version)))];

    /// <summary>The version of a key. Allocates nothing.</summary>
    /// <param name="key">Whatever callers tell themselves apart by.</param>
    /// <param name="salt">Splits the same keys in another way elsewhere.</param>
    public CatalogVersion Of(string key, ulong salt)
    {
        var hash = UnitHash.Fold(key) ^ salt;
        var (best, found) = (double.NegativeInfinity, _shares[0].Version);
        foreach (var (version, weight, seed) in _shares)
        {
            // In (-infinity, 0]: the nearest to 0 wins.
            var place = Math.Log(UnitHash.Of(hash ^ seed)) / weight;
            if (place > best)
            {
                (best, found) = (place, version);
            }
        }

        return found;
    }
}
