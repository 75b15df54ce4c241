using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Reports;

/// <summary>The most frequent values of a column as bars.</summary>
internal static class TopValuesPlot
{
    private const int MaxBars = 6;
    private const double Width = 300;
    private const double RowHeight = 19;
    private const double LabelWidth = 120;
    private const double CountWidth = 62;

    public static Html Of(ColumnProfile column)
    {
        var top = column.TopValues.Take(MaxBars).ToList();
        if (top.Count == 0)
        {
            return Html.Of($"""<p class="none-found">No value.</p>""");
        }

        var label = $"Most frequent values of {column.Column}: {string.Join(", ", top.Select(each => $"{each.Value} {each.Count}"))}";
        return Html.Of(
            $"""
            <svg viewBox="0 0 {Width} {top.Count * RowHeight}" role="img" aria-label="{label}">
            {top.Select((value, i) => Bar(value, i * RowHeight, (double)value.Count / top[0].Count))}
            </svg>
            """);
    }

    private static Html Bar(ValueCount value, double y, double ratio)
    {
        var room = Width - LabelWidth - CountWidth;
        return Html.Of(
            $"""<g><title>{value.Value}: {Figures.Count(value.Count)}</title><text x="0" y="{y + 13}">{ShortText.Of(value.Value, 18)}</text><rect class="positive" x="{LabelWidth}" y="{y + 3}" width="{Math.Max(1, room * ratio)}" height="{RowHeight - 6}" rx="2"/><text class="soft" x="{LabelWidth + (room * ratio) + 6}" y="{y + 13}">{Figures.Count(value.Count)}</text></g>""");
    }
}
