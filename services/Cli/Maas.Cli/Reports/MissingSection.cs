using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Reports;

/// <summary>Which columns have gaps, and how many.</summary>
internal static class MissingSection
{
    public static Html Of(DatasetProfile profile)
    {
        var gaps = profile.Columns.Where(column => column.MissingCount > 0).OrderByDescending(column => column.MissingCount).ToList();
        return ProfileReport.Section("missing", "Missing values", gaps.Count == 0
            ? Html.Of($"""<p class="none-found">No value is missing.</p>""")
            : HtmlTable.Of(
                $"{gaps.Count} of {profile.Columns.Count} columns have gaps", ["column", ">missing", ">share", "of all rows"],
                gaps.Select(column => Row(column, (double)column.MissingCount / profile.RowCount))));
    }

    private static Html[] Row(ColumnProfile column, double ratio) =>
    [
        HtmlTable.Text(column.Column), HtmlTable.Text(Figures.Count(column.MissingCount)),
        HtmlTable.Text(Figures.Percent(ratio)), HtmlTable.Bar(ratio),
    ];
}
