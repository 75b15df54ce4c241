using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Reports;

/// <summary>How the columns go together with the one to predict.</summary>
internal static class TargetSection
{
    public static Html Of(DatasetProfile profile) => profile.Target is not { } target
        ? Html.Empty
        : ProfileReport.Section("target", $"Target: {target.Column}", HtmlTable.Of(
            $"How each column goes together with {target.Column}, the closest first", ["column", "measure", ">value", "strength"],
            target.Associations
                .OrderByDescending(association => association.HasValue ? Math.Abs(association.Value) : -1)
                .Select(association => new[]
                {
                    HtmlTable.Text(association.Column),
                    HtmlTable.Text(association.Measure.Length > 0 ? association.Measure : "none for text"),
                    HtmlTable.Text(Figures.Number(association.HasValue, association.Value)),
                    association.HasValue ? HtmlTable.Bar(association.Value) : Html.Empty,
                })));
}
