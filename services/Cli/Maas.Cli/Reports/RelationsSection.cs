using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Reports;

/// <summary>How columns go together: heat map, and the strongest pairs of each kind.</summary>
internal static class RelationsSection
{
    private const int MaxRows = 20;

    public static Html Of(DatasetProfile profile)
    {
        var content = Html.Join(
        [
            CorrelationHeatMap.Of(profile), Correlations(profile), Associations(profile), Effects(profile),
        ]);
        return ProfileReport.Section("relations", "Relations", content == Html.Empty || content.ToString().Length == 0
            ? Html.Of($"""<p class="none-found">There are no two columns to compare.</p>""")
            : content);
    }

    private static Html Correlations(DatasetProfile profile) => Table(
        "numbers", ["pair of numbers", ">Pearson", ">Spearman", ">covariance", "strength"], profile.Correlations.Count,
        profile.Correlations.Where(pair => pair.HasPearson || pair.HasSpearman)
            .OrderByDescending(pair => Math.Max(Math.Abs(pair.Pearson), Math.Abs(pair.Spearman)))
            .Select(pair => new[]
            {
                Pair(pair.LeftColumn, pair.RightColumn),
                HtmlTable.Text(Figures.Number(pair.HasPearson, pair.Pearson)),
                HtmlTable.Text(Figures.Number(pair.HasSpearman, pair.Spearman)),
                HtmlTable.Text(Figures.Number(pair.HasCovariance, pair.Covariance)),
                HtmlTable.Bar(pair.Pearson),
            }));

    private static Html Associations(DatasetProfile profile) => Table(
        "categories", ["pair of categories", ">Cramér's V", "strength"], profile.CategoryAssociations.Count,
        profile.CategoryAssociations.Where(pair => pair.HasCramersV).OrderByDescending(pair => pair.CramersV)
            .Select(pair => new[]
            {
                Pair(pair.LeftColumn, pair.RightColumn), HtmlTable.Text(Figures.Number(pair.CramersV)), HtmlTable.Bar(pair.CramersV),
            }));

    private static Html Effects(DatasetProfile profile) => Table(
        "a category and a number", ["category and number", ">correlation ratio", "strength"], profile.CategoryEffects.Count,
        profile.CategoryEffects.Where(pair => pair.HasEta).OrderByDescending(pair => pair.Eta)
            .Select(pair => new[]
            {
                Pair(pair.CategoryColumn, pair.NumericColumn), HtmlTable.Text(Figures.Number(pair.Eta)), HtmlTable.Bar(pair.Eta),
            }));

    private static Html Table(string what, string[] headers, int pairCount, IEnumerable<Html[]> rows) => pairCount == 0
        ? Html.Empty
        : HtmlTable.Of(
            pairCount <= MaxRows ? $"Pairs of {what}, the closest first" : $"The {MaxRows} closest of {pairCount} pairs of {what}",
            headers, rows.Take(MaxRows));

    private static Html Pair(string left, string right) => Html.Of($"<bdi>{left}</bdi> · <bdi>{right}</bdi>");
}
