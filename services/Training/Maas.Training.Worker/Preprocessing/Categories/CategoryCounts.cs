namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>How often categories stand in a column.</summary>
internal static class CategoryCounts
{
    /// <summary>The distinct categories, the most frequent first; of equally frequent ones the first in ordinal order.</summary>
    /// <param name="values">Empty is missing.</param>
    public static IEnumerable<string> Of(string[] values) => values
        .Where(value => value.Length > 0).CountBy(value => value, StringComparer.Ordinal)
        .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
        .Select(count => count.Key);
}
