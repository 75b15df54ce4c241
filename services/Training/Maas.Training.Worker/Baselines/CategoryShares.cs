using Maas.Contracts.Monitoring.V1;

namespace Maas.Training.Worker.Baselines;

/// <summary>Counts categories, the most frequent first.</summary>
internal static class CategoryShares
{
    private const int MaxCategories = 1000;

    /// <param name="values">Empty is missing and not counted.</param>
    public static CategoricalBaseline Of(string[] values)
    {
        var counts = values.Where(value => value.Length > 0)
            .CountBy(value => value, StringComparer.Ordinal)
            .OrderByDescending(count => count.Value)
            .ThenBy(count => count.Key, StringComparer.Ordinal)
            .ToList();
        return new CategoricalBaseline
        {
            Categories = { counts.Take(MaxCategories).Select(count => count.Key) },
            Counts = { counts.Take(MaxCategories).Select(count => (long)count.Value) },
            OtherCount = counts.Skip(MaxCategories).Sum(count => (long)count.Value),
        };
    }
}
