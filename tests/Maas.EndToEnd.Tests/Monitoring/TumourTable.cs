using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;

namespace Maas.EndToEnd.Tests.Monitoring;

/// <summary>The table of tumours, cut in two by their size, each half into rows to train on and rows to hold back, dealt at random.</summary>
internal sealed class TumourTable
{
    public const string Target = "diagnosis";

    private readonly string[] _columns;
    private readonly string[][] _rows;

    private TumourTable(string[] columns, string[][] rows)
    {
        (_columns, _rows) = (columns, rows);
        int[] bySize = [.. Enumerable.Range(0, rows.Length).OrderBy(row => double.Parse(rows[row][0], CultureInfo.InvariantCulture))];
        Small = Deal(bySize[..(rows.Length / 2)]);
        Large = Deal(bySize[(rows.Length / 2)..]);
    }

    public (IReadOnlyList<int> Train, IReadOnlyList<int> Held) Small { get; }

    public (IReadOnlyList<int> Train, IReadOnlyList<int> Held) Large { get; }

    public static TumourTable Read()
    {
        string[][] lines = [.. File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "data", "breast_cancer.csv")).Select(line => line.Split(','))];
        return new TumourTable([.. lines[0][..^1], Target], lines[1..]);
    }

    public byte[] Csv(IReadOnlyList<int> rows)
    {
        var csv = new StringBuilder().AppendJoin(',', _columns).Append('\n');
        foreach (var row in rows)
        {
            csv.AppendJoin(',', _rows[row]).Append('\n');
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    public Struct Row(int row)
    {
        var fields = new Struct();
        for (var column = 0; column < _columns.Length - 1; column++)
        {
            fields.Fields[_columns[column]] = Value.ForNumber(double.Parse(_rows[row][column], CultureInfo.InvariantCulture));
        }

        return fields;
    }

    private static (IReadOnlyList<int> Train, IReadOnlyList<int> Held) Deal(int[] rows)
    {
        new Random(1).Shuffle(rows);
        return (rows[..(rows.Length * 2 / 3)], rows[(rows.Length * 2 / 3)..]);
    }
}
