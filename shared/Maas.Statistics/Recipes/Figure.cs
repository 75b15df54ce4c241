namespace Maas.Statistics.Recipes;

/// <summary>A number that is reported, and how it was made: the same distance over other bins is another number.</summary>
/// <param name="Recipe">
/// Its name: the statistic, then what it was computed over or with, parted by dots, in kebab-case, such as <c>psi.quantile-10</c>.
/// Never changes its meaning.
/// </param>
/// <param name="Value">The statistic.</param>
/// <param name="PValue">
/// Chance, in [0, 1], of a value as extreme without any drift; null for recipes that have no such.
/// </param>
public readonly record struct Figure(string Recipe, double Value, double? PValue = null);
