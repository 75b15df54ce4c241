using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Reports;

/// <summary>Values and rows that differ from the rest.</summary>
internal static class AnomaliesSection
{
    public static Html Of(DatasetProfile profile) =>
        ProfileReport.Section("anomalies", "Anomalies", Html.Join([Values(profile), Rows(profile)]));

    private static Html Values(DatasetProfile profile)
    {
        var found =
            from column in profile.Columns
            where column.Numeric is not null
            from rule in column.Numeric.Outliers
            where rule.Count > 0
            select Row(column, rule);
        var rows = found.ToList();
        return rows.Count == 0
            ? Html.Of($"""<p class="none-found">No single value lies far from the others.</p>""")
            : HtmlTable.Of(
                "Single values: outside 1.5 interquartile ranges (iqr), 3 standard deviations (z-score), 3.5 scaled median distances (mad)",
                ["column", "rule", ">below", ">above", ">values", ">share", "first rows"], rows);
    }

    private static Html[] Row(ColumnProfile column, OutlierProfile rule) =>
    [
        HtmlTable.Text(column.Column), HtmlTable.Text(rule.Method), HtmlTable.Text(Figures.Number(rule.Lower)),
        HtmlTable.Text(Figures.Number(rule.Upper)), HtmlTable.Text(Figures.Count(rule.Count)),
        HtmlTable.Text(Figures.Percent((double)rule.Count / column.PresentCount)),
        HtmlTable.Text(string.Join(", ", rule.Examples.Select(row => $"{Figures.Count(row.RowNumber)} ({Figures.Number(row.Value)})"))),
    ];

    private static Html Rows(DatasetProfile profile) => profile.RowAnomalies is not { } anomalies
        ? Html.Empty
        : HtmlTable.Of(
            $"Whole rows by isolation forest over {anomalies.Columns.Count} numeric columns: {anomalies.AnomalousRowCount} of "
                + $"{profile.SampledRowCount} rows score above {Figures.Number(anomalies.Threshold)}",
            ["row", ">score", ""],
            anomalies.Rows.Select(row => new[]
            {
                HtmlTable.Text(Figures.Count(row.RowNumber)), HtmlTable.Text(Figures.Number(row.Score)), HtmlTable.Bar(row.Score),
            }));
}
