using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Reports;

/// <summary>A card per column: its figures and how its values are spread.</summary>
internal static class ColumnsSection
{
    public static Html Of(DatasetProfile profile) => ProfileReport.Section("columns", "Columns", Html.Of(
        $"""
        <div class="cards">
        {profile.Columns.Select(column => Card(column, profile.RowCount))}</div>

        """));

    private static Html Card(ColumnProfile column, long rowCount) => Html.Of(
        $"""
        <article class="card">
        <header><h3>{column.Column}</h3><span class="soft">{column.Kind.ToString().ToLowerInvariant()}</span></header>
        {(column.Numeric is { } numeric ? HistogramPlot.Of(column.Column, numeric) : TopValuesPlot.Of(column))}
        <dl class="facts">{Facts(column, rowCount).Select(Fact)}</dl>
        </article>

        """);

    private static Html Fact((string Name, string Value) fact) => Html.Of($"<dt>{fact.Name}</dt><dd>{fact.Value}</dd>");

    private static IEnumerable<(string Name, string Value)> Facts(ColumnProfile column, long rowCount)
    {
        (string, string)[] all =
        [
            ("missing", rowCount == 0 ? "–" : Figures.Percent((double)column.MissingCount / rowCount)),
            ("distinct", Figures.Count(column.DistinctCount)),
            ("entropy", column.HasEntropyBits ? $"{Figures.Number(Math.Round(column.EntropyBits, 2))} bit" : "–"),
        ];
        return all
            .Concat(column.Numeric is { } numeric ? Facts(numeric) : [])
            .Concat(column.Text is { } text ? Facts(text) : []);
    }

    private static (string Name, string Value)[] Facts(NumericProfile numeric) =>
    [
        ("mean", Figures.Number(numeric.Mean)),
        ("std. dev.", Figures.Number(numeric.HasStandardDeviation, numeric.StandardDeviation)),
        ("median", Figures.Number(numeric.Median)),
        ("MAD", Figures.Number(numeric.MedianAbsoluteDeviation)),
        ("skewness", Figures.Number(numeric.HasSkewness, numeric.Skewness)),
        ("kurtosis", Figures.Number(numeric.HasKurtosis, numeric.Kurtosis)),
        ("zeros", Figures.Count(numeric.ZeroCount)),
        ("negative", Figures.Count(numeric.NegativeCount)),
        ("whole", Figures.Count(numeric.WholeCount)),
        .. numeric.Quantiles.Where(quantile => quantile.Probability is 0.05 or 0.25 or 0.75 or 0.95)
            .Select(quantile => ($"{Figures.Number(quantile.Probability * 100)} %", Figures.Number(quantile.Value))),
    ];

    private static (string Name, string Value)[] Facts(TextProfile text) =>
        [("characters", Lengths(text.Characters)), ("words", Lengths(text.Words))];

    private static string Lengths(LengthProfile length) => length.Min == length.Max
        ? Figures.Count(length.Min)
        : $"{Figures.Count(length.Min)}–{Figures.Count(length.Max)}, ⌀ {Figures.Number(Math.Round(length.Mean, 1))}";
}
