using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Reports;

/// <summary>Pearson's coefficients of all pairs of numeric columns as a square of colours.</summary>
internal static class CorrelationHeatMap
{
    // More cells than this nobody can tell apart, and the page becomes heavy.
    private const int MaxColumns = 40;
    private const int MaxWithFigures = 14;
    private const int LabelLength = 22;
    private const double LabelWidth = 150;
    private const double LabelHeight = 100;

    // The last label leans over the edge of the square.
    private const double LabelOverhang = 110;

    public static Html Of(DatasetProfile profile)
    {
        var columns = profile.Columns.Where(column => column.Numeric is not null).Select(column => column.Column).Take(MaxColumns).ToList();
        if (columns.Count < 2)
        {
            return Html.Empty;
        }

        var values = profile.Correlations.Where(pair => pair.HasPearson)
            .ToDictionary(pair => (pair.LeftColumn, pair.RightColumn), pair => pair.Pearson);
        var cell = columns.Count <= MaxWithFigures ? 44.0 : 20.0;
        var (width, height) = (LabelWidth + (columns.Count * cell) + LabelOverhang, LabelHeight + (columns.Count * cell));
        return Html.Of(
            $"""
            <div class="scroll" tabindex="0" role="region" aria-label="Correlation heat map">
            <svg class="map" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="Heat map of Pearson's correlations of {columns.Count} numeric columns; the strongest are in the table below">
            {columns.Select((name, i) => Labels(name, i, cell))}{Cells(columns, values, cell)}
            </svg></div>
            <p class="soft">Blue: both rise together. Orange: one rises as the other falls. The stronger the colour, the closer to a line.</p>

            """);
    }

    private static Html Labels(string name, int index, double cell)
    {
        var (x, y) = (LabelWidth + (index * cell) + (cell / 2), LabelHeight + (index * cell) + (cell / 2));
        return Html.Of(
            $"""<text x="{LabelWidth - 8}" y="{y + 4}" text-anchor="end"><title>{name}</title>{ShortText.Of(name, LabelLength)}</text><text x="{x}" y="{LabelHeight - 8}" transform="rotate(-40 {x} {LabelHeight - 8})"><title>{name}</title>{ShortText.Of(name, LabelLength)}</text>""");
    }

    private static Html Cells(List<string> columns, Dictionary<(string Left, string Right), double> values, double cell) => Html.Join(
        from row in Enumerable.Range(0, columns.Count)
        from column in Enumerable.Range(0, columns.Count)
        let pair = (columns[Math.Min(row, column)], columns[Math.Max(row, column)])
        let value = row == column ? 1 : values.TryGetValue(pair, out var found) ? found : (double?)null
        select Cell($"{columns[row]} and {columns[column]}", value, LabelWidth + (column * cell), LabelHeight + (row * cell), cell));

    private static Html Cell(string pair, double? value, double x, double y, double size)
    {
        var box = Html.Of($"""class="cell {(value is null ? "none" : value < 0 ? "negative" : "positive")}" x="{x}" y="{y}" width="{size}" height="{size}" """);
        var title = $"{pair}: {Figures.Number(value is not null, value ?? 0)}";
        var figure = value is { } number && size > 30
            ? Html.Of($"""<text x="{x + (size / 2)}" y="{y + (size / 2) + 4}" text-anchor="middle">{number.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)}</text>""")
            : Html.Empty;
        return Html.Of($"""<g><title>{title}</title><rect {box}fill-opacity="{(value is { } v ? 0.06 + (0.56 * Math.Abs(v)) : 1)}"/>{figure}</g>""");
    }
}
