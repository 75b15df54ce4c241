using System.Globalization;
using System.Text;

namespace Maas.Training.Tests.Datasets.Corpus;

/// <summary>Makes JSON Lines files that are broken in one way each, at places that a seed chooses; a row is a line.</summary>
internal sealed class DirtyJsonLines(int seed)
{
    private const int RowCount = 80;

    private readonly Random _random = new(seed);

    public IEnumerable<FileDefect> All() =>
    [
        Rows("a brace that is not closed", row => row[..^1]),
        Rows("a quote that is not closed", row => row.Replace("\"}", "}", StringComparison.Ordinal)),
        Rows("a trailing comma", row => row.Replace("}", ",}", StringComparison.Ordinal)),
        Rows("a missing comma", row => row.Replace(",\"name\"", "\"name\"", StringComparison.Ordinal)),
        Rows("apostrophes for quotes", row => row.Replace('"', '\'')),
        Rows("names without quotes", row => row.Replace("\"id\"", "id", StringComparison.Ordinal)),
        Rows("a comment", _ => "// exported by a tool"),
        Rows("NaN", row => Price(row, "NaN")),
        Rows("infinity", row => Price(row, "-Infinity")),
        Rows("a number out of range", row => Price(row, "1e999")),
        Rows("a number with a leading zero", row => Price(row, "012.5")),
        Rows("a number with a plus", row => Price(row, "+12.5")),
        Rows("a decimal comma", row => Price(row, "\"12,5\"")),
        Rows("a number in quotes", row => Price(row, "\"12.5\"")),
        Rows("true in a column of numbers", row => Price(row, "true")),
        Rows("words in a column of numbers", row => Price(row, "\"free\"")),
        Rows("an object for a value", row => Price(row, "{\"amount\":12.5}")),
        Rows("a list for a value", row => Price(row, "[12.5]")),
        Rows("a name that stands twice", row => row.Replace("\"name\"", "\"id\"", StringComparison.Ordinal)),
        Rows("an empty name", row => row.Replace("\"name\"", "\"\"", StringComparison.Ordinal)),
        Rows("two objects", row => row + row),
        Rows("a comma behind the object", row => row + ","),
        Rows("a list for a row", _ => "[1,2,\"x\"]"),
        Rows("a text for a row", _ => "\"text\""),
        Rows("a number for a row", _ => "17"),
        Rows("null for a row", _ => "null"),
        Rows("no JSON", _ => "Error: connection reset"),
        Rows("a tab in a text", row => row.Replace("thing", "th\ting", StringComparison.Ordinal)),
        Rows("an escape that is none", row => row.Replace("thing", "th\\xing", StringComparison.Ordinal)),
        Rows("half of a surrogate pair", row => row.Replace("thing", "th\\ud800ing", StringComparison.Ordinal)),
        Rows("nested too deep", row => Price(row, new string('[', 100) + new string(']', 100))),
        Rows("a line that is too long", row => row.Replace("thing", new string('x', 1 << 20), StringComparison.Ordinal)),
        Bytes("a zero byte", row => [.. Utf8(row), 0]),
        Bytes("Latin-1 among UTF-8", row => Encoding.Latin1.GetBytes(row.Replace("thing", "café", StringComparison.Ordinal))),
        Bytes("half a character", row => [.. Utf8(row), 0xE2, 0x82]),
        Bytes("a byte order mark, as joined files have", row => [0xEF, 0xBB, 0xBF, .. Utf8(row)]),
        new("the last line is cut off", Utf8(string.Concat(CleanRows()) + "{\"id\":81,\"pri"), [RowCount + 1], IsRefused: false),
        Refused("one list", Utf8($"[{string.Join(',', CleanRows().Select(row => row.TrimEnd()))}]")),
        Refused("objects over several lines", Utf8("{\n  \"id\": 1,\n  \"price\": 2\n}\n{\n  \"id\": 2\n}\n")),
        Refused("UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(string.Concat(CleanRows()))]),
        Refused("nothing", []),
        Refused("a CSV file", Utf8("id,price\n1,2\n3,4\n")),
        Refused("names that differ in case alone", Utf8("{\"id\":1,\"ID\":2}\n")),
    ];

    private static FileDefect Refused(string name, byte[] content) => new(name, content, [1], IsRefused: true);

    private FileDefect Rows(string name, Func<string, string> spoil) => Bytes(name, row => Utf8(spoil(row)));

    // Not the first line, which a byte order mark may stand on.
    private FileDefect Bytes(string name, Func<string, byte[]> spoil)
    {
        var rows = CleanRows();
        var spoiled = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => 1 + (2 * _random.Next(RowCount / 2))).Distinct().Order().ToList();
        var content = rows.SelectMany((row, i) =>
            spoiled.Contains(i) ? [.. spoil(row.TrimEnd('\n')), (byte)'\n'] : Utf8(row));
        return new FileDefect(name, [.. content], [.. spoiled.Select(row => (long)row + 1)], IsRefused: false);
    }

    private string[] CleanRows() => [.. Enumerable.Range(1, RowCount).Select(id => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"id\":{id},\"price\":{_random.Next(1000, 10_000) / 100.0:0.00},\"name\":\"thing {_random.Next(1000)}\"}}\n"))];

    private static string Price(string row, string value)
    {
        var start = row.IndexOf("\"price\":", StringComparison.Ordinal) + 8;
        return row[..start] + value + row[row.IndexOf(',', start)..];
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
