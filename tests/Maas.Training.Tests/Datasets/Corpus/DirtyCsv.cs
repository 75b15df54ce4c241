using System.Globalization;
using System.Text;

namespace Maas.Training.Tests.Datasets.Corpus;

/// <summary>
/// Makes CSV files that are broken in one way each, at places that a seed chooses. Line 1 is the header, a row more is a line
/// more.
/// </summary>
internal sealed class DirtyCsv(int seed)
{
    private const int RowCount = 80;
    private const string Header = "id,price,name,city";

    private static readonly string[] Cities = ["Oslo", "Rome", "Bern"];

    private readonly Random _random = new(seed);

    public IEnumerable<FileDefect> All() =>
    [
        Rows("too few fields", row => row[..row.LastIndexOf(',')]),
        Rows("too many fields", row => row + ",extra"),
        Rows("a trailing delimiter", row => row + ","),
        Rows("a missing delimiter", row => row.Remove(row.IndexOf(',', StringComparison.Ordinal), 1)),
        Rows("another delimiter in some rows", row => row.Replace(',', ';')),
        Rows("a quote that is not closed", row => row[..(row.LastIndexOf(',') + 1)] + "\"Oslo"),
        Rows("a quote inside a field", row => Put(row, 2, "6\" pipe")),
        Rows("text after a closing quote", row => Put(row, 2, "\"pipe\" long")),
        Rows("a quote escaped by a backslash", row => Put(row, 2, "\"a \\\"b\\\" c\"")),
        Rows("a space before a quote", row => Put(row, 2, " \"a, b\"")),
        Rows("words in a column of numbers", row => Put(row, 1, "free")),
        Rows("a decimal comma", row => Put(row, 1, "\"12,5\"")),
        Rows("a decimal comma that divides", row => Put(row, 1, "12,5")),
        Rows("a thousands separator", row => Put(row, 1, "\"1,234.5\"")),
        Rows("a thousands apostrophe", row => Put(row, 1, "1'234")),
        Rows("a currency", row => Put(row, 1, "$12.5")),
        Rows("a unit", row => Put(row, 1, "12 kg")),
        Rows("a percentage", row => Put(row, 1, "12%")),
        Rows("a date in a column of numbers", row => Put(row, 0, "2024-05-06")),
        Rows("hexadecimal digits", row => Put(row, 0, "0x1F")),
        Rows("infinity", row => Put(row, 1, "inf")),
        Rows("a number out of range", row => Put(row, 1, "1e999")),
        Rows("an error of a spreadsheet", row => Put(row, 1, "#DIV/0!")),
        Rows("a question mark for none", row => Put(row, 1, "?")),
        Rows("columns that are moved", row => string.Join(',', row.Split(',').Reverse())),
        Rows("the header once more", _ => Header),
        Rows("a comment", _ => "# exported by a tool"),
        Rows("a line of dashes", _ => "----------"),
        Rows("a total at the end of a group", _ => "Total,,"),
        Rows("a row that is too long", row => Put(row, 2, new string('x', (1 << 20) + 10))),
        Bytes("a zero byte", row => [.. Utf8(row), 0]),
        Bytes("Latin-1 among UTF-8", row => Encoding.Latin1.GetBytes(Put(row, 2, "café"))),
        Bytes("half a character", row => [.. Utf8(row), 0xE2, 0x82]),
        Bytes("characters encoded too long", row => [.. Utf8(row), 0xC0, 0xAF]),
        Bytes("half of a surrogate pair", row => [.. Utf8(row), 0xED, 0xA0, 0x80]),
        Bytes("a byte order mark and the header, as joined files have", _ => [0xEF, 0xBB, 0xBF, .. Utf8(Header)]),
        TruncatedLastLine(),
        TruncatedInQuotes(),
        Refused("UTF-16 with a byte order mark", 1, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text(Header))]),
        Refused("UTF-16 without one", 1, Encoding.Unicode.GetBytes(Text(Header))),
        Refused("UTF-16, big-endian", 1, [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text(Header))]),
        Refused("Latin-1 in the header", 1, Encoding.Latin1.GetBytes(Text("id,price,name,cité"))),
        Refused("a name that stands twice", 1, Utf8(Text("id,price,name,Price"))),
        Refused("an empty name", 1, Utf8(Text("id,,name,city"))),
        Refused("a trailing delimiter in the header", 1, Utf8(Text("id,price,name,city,"))),
        Refused("no header", 1, Utf8(string.Concat(CleanRows()))),
        Refused("no header, numbers alone", 1, "1,2.5\n2,3.5\n3,1.5\n"u8.ToArray()),
        Refused("a quote in the header that is not closed", 1, Utf8(Text("id,\"price,name,city"))),
        Refused("a delimiter that nobody knows", 1, Utf8(Text(Header).Replace(',', '^'))),
        Refused("a header of one field over rows of four", 1, Utf8(Text("everything").Replace(',', ';'))),
        Refused("a header and no rows", 2, Utf8(Header + "\n")),
        Refused("nothing", 1, []),
        Refused("a header with other delimiters than the rows", 2, Utf8(Header + "\n" + string.Concat(CleanRows()).Replace(',', ';'))),
        Refused("a picture", 1, [0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8]),
        Refused("an archive", 1, [.. "PK"u8, 3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
    ];

    private static FileDefect Refused(string name, long line, byte[] content) => new(name, content, [line], IsRefused: true);

    private FileDefect Rows(string name, Func<string, string> spoil) => Bytes(name, row => Utf8(spoil(row)));

    // One to three rows, not side by side, the first and the last among them now and then.
    private FileDefect Bytes(string name, Func<string, byte[]> spoil)
    {
        var rows = CleanRows();
        var spoiled = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => 2 * _random.Next(RowCount / 2)).Distinct().Order().ToList();
        var content = new List<byte>(Utf8(Header + "\n"));
        for (var i = 0; i < rows.Length; i++)
        {
            content.AddRange(spoiled.Contains(i) ? [.. spoil(rows[i].TrimEnd('\n')), (byte)'\n'] : Utf8(rows[i]));
        }

        return new FileDefect(name, [.. content], [.. spoiled.Select(row => (long)row + 2)], IsRefused: false);
    }

    private FileDefect TruncatedLastLine()
    {
        var text = Text(Header) + "81,7.5,la";
        return new FileDefect("the last line is cut off", Utf8(text), [RowCount + 2], IsRefused: false);
    }

    private FileDefect TruncatedInQuotes()
    {
        var text = Text(Header) + "81,7.5,\"last, o";
        return new FileDefect("the last line is cut off within quotes", Utf8(text), [RowCount + 2], IsRefused: false);
    }

    private string Text(string header) => header + "\n" + string.Concat(CleanRows());

    private string[] CleanRows() => [.. Enumerable.Range(1, RowCount).Select(id => string.Create(
        CultureInfo.InvariantCulture,
        $"{id},{_random.Next(100, 10_000) / 100.0},thing {_random.Next(1000)},{Cities[_random.Next(Cities.Length)]}\n"))];

    private static string Put(string row, int column, string value)
    {
        var fields = row.Split(',');
        fields[column] = value;
        return string.Join(',', fields);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
