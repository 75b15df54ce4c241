namespace Maas.Cli.Reports;

/// <summary>Tables with a caption and headers that screen readers understand.</summary>
internal static class HtmlTable
{
    /// <summary>A table; the first cell of a row is its header.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="headers">One that begins with <c>&gt;</c> is over a column of numbers.</param>
    /// <param name="rows">As many cells as headers each.</param>
    public static Html Of(string caption, string[] headers, IEnumerable<Html[]> rows) => Html.Of(
        $"""
        <div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table>
        <caption>{caption}</caption>
        <thead><tr>{headers.Select(Header)}</tr></thead>
        <tbody>
        {rows.Select(row => Row(headers, row))}</tbody>
        </table></div>

        """);

    /// <summary>A cell of text.</summary>
    public static Html Text(string text) => Html.Of($"{text}");

    /// <summary>A bar for a share, of which the number stands in another cell.</summary>
    /// <param name="ratio">In [-1, 1]; negative ones have another colour.</param>
    public static Html Bar(double ratio) => Html.Of(
        $"""<svg class="bar" viewBox="0 0 120 10" width="120" height="10" aria-hidden="true"><rect class="track" width="120" height="10" rx="2"/><rect class="{(ratio < 0 ? "negative" : "positive")}" width="{Math.Min(1, Math.Abs(ratio)) * 120}" height="10" rx="2"/></svg>""");

    private static Html Header(string header) => header.StartsWith('>')
        ? Html.Of($"""<th scope="col" class="number">{header[1..]}</th>""")
        : Html.Of($"""<th scope="col">{header}</th>""");

    private static Html Row(string[] headers, Html[] cells) => Html.Of(
        $"""
        <tr>{cells.Select((cell, i) => Cell(cell, isFirst: i == 0, isNumber: headers[i].StartsWith('>')))}</tr>

        """);

    private static Html Cell(Html cell, bool isFirst, bool isNumber)
    {
        if (isFirst)
        {
            return Html.Of($"""<th scope="row">{cell}</th>""");
        }

        return isNumber ? Html.Of($"""<td class="number">{cell}</td>""") : Html.Of($"<td>{cell}</td>");
    }
}
