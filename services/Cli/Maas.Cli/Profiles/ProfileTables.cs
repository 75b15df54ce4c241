using Maas.Cli.Datasets;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Maas.Cli.Profiles;

/// <summary>A profile as tables; those that would be empty are left out.</summary>
internal static class ProfileTables
{
    private const int MaxPairs = 10;
    private const int MaxAssociations = 20;

    /// <summary>Columns, target, relations, anomalies, and last, where the eye rests, the findings.</summary>
    public static IRenderable All(DatasetProfile profile) => new Rows(Parts(profile));

    private static IEnumerable<IRenderable> Parts(DatasetProfile profile)
    {
        yield return DatasetTables.Profile(profile);
        if (profile.Target is { } target)
        {
            yield return Target(target);
        }

        if (profile.Correlations.Any(pair => pair.HasPearson))
        {
            yield return Correlations(profile);
        }

        if (profile.CategoryAssociations.Any(pair => pair.HasCramersV) || profile.CategoryEffects.Any(pair => pair.HasEta))
        {
            yield return Categories(profile);
        }

        if (profile.Columns.Any(column => column.Numeric?.Outliers.Any(rule => rule.Count > 0) == true))
        {
            yield return Outliers(profile);
        }

        if (profile.RowAnomalies is { } anomalies)
        {
            yield return RowAnomalies(anomalies);
        }

        if (profile.Findings.Count > 0)
        {
            yield return Findings(profile);
        }
    }

    private static Rows Target(TargetProfile target) => Titled(
        $"Going together with '{target.Column}', the closest first", ["column", "measure", ">value"],
        target.Associations
            .OrderByDescending(association => association.HasValue ? Math.Abs(association.Value) : -1)
            .Take(MaxAssociations)
            .Select(association => new[]
            {
                association.Column, association.Measure, Figures.Number(association.HasValue, association.Value),
            }));

    private static Rows Correlations(DatasetProfile profile) => Titled(
        "Numbers going together, the closest first", ["column", "column", ">Pearson", ">Spearman", ">covariance"],
        profile.Correlations
            .Where(pair => pair.HasPearson)
            .OrderByDescending(pair => Math.Abs(pair.Pearson))
            .Take(MaxPairs)
            .Select(pair => new[]
            {
                pair.LeftColumn, pair.RightColumn, Figures.Number(pair.Pearson),
                Figures.Number(pair.HasSpearman, pair.Spearman), Figures.Number(pair.HasCovariance, pair.Covariance),
            }));

    private static Rows Categories(DatasetProfile profile)
    {
        var associations = profile.CategoryAssociations.Where(pair => pair.HasCramersV)
            .Select(pair => (Left: pair.LeftColumn, Right: pair.RightColumn, Measure: "cramers-v", Value: pair.CramersV));
        var effects = profile.CategoryEffects.Where(pair => pair.HasEta)
            .Select(pair => (Left: pair.CategoryColumn, Right: pair.NumericColumn, Measure: "correlation-ratio", Value: pair.Eta));
        return Titled(
            "Categories going together with others, the closest first", ["category", "column", "measure", ">value"],
            associations.Concat(effects)
                .OrderByDescending(pair => pair.Value)
                .Take(MaxPairs)
                .Select(pair => new[] { pair.Left, pair.Right, pair.Measure, Figures.Number(pair.Value) }));
    }

    private static Rows Outliers(DatasetProfile profile) => Titled(
        "Single values far from the others", ["column", "rule", ">below", ">above", ">values", "first rows"],
        from column in profile.Columns
        where column.Numeric is not null
        from rule in column.Numeric.Outliers
        where rule.Count > 0
        select new[]
        {
            column.Column, rule.Method, Figures.Number(rule.Lower), Figures.Number(rule.Upper), Figures.Count(rule.Count),
            string.Join(", ", rule.Examples.Select(row => $"{Figures.Count(row.RowNumber)} ({Figures.Number(row.Value)})")),
        });

    private static Rows RowAnomalies(RowAnomalies anomalies) => Titled(
        $"Rows far from the others (isolation forest; {anomalies.AnomalousRowCount} above {Figures.Number(anomalies.Threshold)})",
        [">row", ">score"],
        anomalies.Rows.Select(row => new[] { Figures.Count(row.RowNumber), Figures.Number(row.Score) }));

    private static Rows Findings(DatasetProfile profile) => Titled(
        "What to look at", ["finding", "severity", "what is the case", "what to do"],
        profile.Findings.Select(finding => new[]
        {
            finding.Kind, finding.Severity.ToString().ToLowerInvariant(), finding.Message, finding.Advice,
        }));

    // Above the table, not of it: a title is broken to the width of its table, and some are narrow.
    private static Rows Titled(string title, string[] headers, IEnumerable<string[]> rows) =>
        new(Text.Empty, new Text(Printable.Of(title), new Style(decoration: Decoration.Italic)), TextTable.Of("", headers, rows));
}
