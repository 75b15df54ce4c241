namespace Maas.Inference.Catalog;

/// <summary>
/// Spreads turns by weight: over one round every version gets exactly its share, spread evenly, and no randomness is needed.
/// </summary>
/// <remarks>Source: nginx, "Upstream: smooth weighted round-robin balancing", commit 52327e0627f4, 2012.</remarks>
internal static class TrafficSplit
{
    /// <summary>One round of turns, as many as the weights sum to; one turn when there is a single version.</summary>
    /// <param name="weights">Versions with weights of 1 to 100.</param>
    public static CatalogVersion[] Turns(IReadOnlyList<(CatalogVersion Version, int Weight)> weights)
    {
        if (weights.Count <= 1)
        {
            return [.. weights.Select(weight => weight.Version)];
        }

        var total = weights.Sum(weight => weight.Weight);
        var credit = new int[weights.Count];
        var turns = new CatalogVersion[total];
        for (var turn = 0; turn < total; turn++)
        {
            var best = 0;
            for (var i = 0; i < credit.Length; i++)
            {
                credit[i] += weights[i].Weight;
                best = credit[i] > credit[best] ? i : best;
            }

            credit[best] -= total;
            turns[turn] = weights[best].Version;
        }

        return turns;
    }
}
