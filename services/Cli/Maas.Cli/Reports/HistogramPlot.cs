using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Reports;

/// <summary>The histogram of a numeric column, with its median.</summary>
internal static class HistogramPlot
{
    private const double Width = 300;
    private const double Height = 96;

    public static Html Of(string column, NumericProfile numeric)
    {
        var most = numeric.Histogram.Max(bin => bin.Count);
        return Html.Of(
            $"""
            <svg viewBox="0 0 {Width} {Height + 18}" role="img" aria-label="{Label(column, numeric)}">
            {numeric.Histogram.Select((bin, i) => Bar(bin, i, numeric.Histogram.Count, most))}<line class="axis" x1="0" y1="{Height}" x2="{Width}" y2="{Height}"/>{Median(numeric)}
            <text class="soft" x="0" y="{Height + 14}">{Figures.Number(numeric.Min)}</text><text class="soft" x="{Width}" y="{Height + 14}" text-anchor="end">{Figures.Number(numeric.Max)}</text>
            </svg>
            """);
    }

    private static string Label(string column, NumericProfile numeric) =>
        $"Histogram of {column} from {Figures.Number(numeric.Min)} to {Figures.Number(numeric.Max)}, median {Figures.Number(numeric.Median)}";

    // A bin with a single value is one pixel high at least, so that outliers are seen.
    private static Html Bar(HistogramBin bin, int index, int count, long most)
    {
        var height = bin.Count == 0 ? 0 : Math.Max(1, (Height - 6) * bin.Count / most);
        var step = Width / count;
        return Html.Of(
            $"""<rect class="positive" x="{(index * step) + 0.5}" y="{Height - height}" width="{step - 1}" height="{height}"><title>{Figures.Number(bin.Lower)} to {Figures.Number(bin.Upper)}: {Figures.Count(bin.Count)}</title></rect>""");
    }

    private static Html Median(NumericProfile numeric)
    {
        // Halves, as the whole range may be larger than any number.
        var share = ((numeric.Median / 2) - (numeric.Min / 2)) / ((numeric.Max / 2) - (numeric.Min / 2));
        return double.IsFinite(share)
            ? Html.Of($"""<line class="mark" x1="{share * Width}" y1="0" x2="{share * Width}" y2="{Height}"><title>median {Figures.Number(numeric.Median)}</title></line>""")
            : Html.Empty;
    }
}
