using Spectre.Console;

namespace Maas.Cli.Terminal;

/// <summary>Tables whose cells are text as it is, never markup.</summary>
internal static class TextTable
{
    /// <summary>A table; a column whose header begins with <c>&gt;</c> is aligned to the right.</summary>
    public static Table Of(string title, string[] headers, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        if (title.Length > 0)
        {
            table.Title(Markup.Escape(Printable.Of(title)));
        }

        foreach (var header in headers)
        {
            var isRight = header.StartsWith('>');
            var column = new TableColumn(new Text(isRight ? header[1..] : header, new Style(decoration: Decoration.Bold)));
            table.AddColumn(isRight ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Printable.Of(cell))));
        }

        return table;
    }

    /// <summary>Two columns: what, and its value. Empty values are left out.</summary>
    public static Table Facts(string title, params IEnumerable<(string Name, string Value)> facts) => Of(
        title, ["field", "value"],
        facts.Where(fact => fact.Value.Length > 0).Select(fact => new[] { fact.Name, fact.Value })).HideHeaders();
}
