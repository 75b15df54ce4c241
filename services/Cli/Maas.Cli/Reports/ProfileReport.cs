using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Reports;

/// <summary>
/// A profile as one HTML file for a browser: nothing is fetched, nothing runs, and what the data says is text only.
/// </summary>
internal static class ProfileReport
{
    /// <summary>The whole page.</summary>
    public static string Of(DatasetProfile profile)
    {
        var title = TypedName.Short(profile.DatasetVersion);
        var page = Html.Of(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>Profile of {title}</title>
            <style>
            {ReportStyle.Sheet}
            </style>
            </head>
            <body>
            <header>
            <h1>Profile of {title}</h1>
            <dl class="tiles">{Tiles(profile)}</dl>
            <nav aria-label="Sections">{Links(profile)}</nav>
            </header>
            <main>
            {FindingsSection.Of(profile)}{TargetSection.Of(profile)}{MissingSection.Of(profile)}{ColumnsSection.Of(profile)}{RelationsSection.Of(profile)}{AnomaliesSection.Of(profile)}</main>
            <footer><p>All figures are exact and over all {Figures.Count(profile.RowCount)} rows, but for rank correlations and
            isolation scores, which are over {Figures.Count(profile.SampledRowCount)} rows. Made by <code>maas datasets profile</code>.</p></footer>
            </body>
            </html>

            """);
        return page.ToString();
    }

    /// <summary>A section with a heading that can be linked to.</summary>
    public static Html Section(string id, string heading, Html content) => Html.Of(
        $"""
        <section id="{id}" aria-labelledby="{id}-heading">
        <h2 id="{id}-heading">{heading}</h2>
        {content}</section>

        """);

    private static Html Tiles(DatasetProfile profile)
    {
        var cells = profile.RowCount * profile.Columns.Count;
        var missing = profile.Columns.Sum(column => column.MissingCount);
        return Html.Join(
        [
            Tile("rows", Figures.Count(profile.RowCount)),
            Tile("columns", Figures.Count(profile.Columns.Count)),
            Tile("missing values", cells == 0 ? "–" : Figures.Percent((double)missing / cells)),
            Tile("duplicate rows", Figures.Count(profile.DuplicateRowCount)),
            Tile("findings", Figures.Count(profile.Findings.Count)),
        ]);
    }

    private static Html Tile(string name, string value) => Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private static Html Links(DatasetProfile profile)
    {
        (string Id, string Text)[] links =
        [
            ("findings", "Findings"), ("target", "Target"), ("missing", "Missing values"), ("columns", "Columns"),
            ("relations", "Relations"), ("anomalies", "Anomalies"),
        ];
        return Html.Join(links.Where(link => link.Id != "target" || profile.Target is not null)
            .Select(link => Html.Of($"""<a href="#{link.Id}">{link.Text}</a>""")));
    }
}
