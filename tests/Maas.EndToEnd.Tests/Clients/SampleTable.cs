using System.Globalization;
using Maas.EndToEnd.Tests.Processes;

namespace Maas.EndToEnd.Tests.Clients;

/// <summary>The numeric columns of a bundled sample.</summary>
internal sealed record SampleTable(IReadOnlyList<string> Columns, IReadOnlyList<double[]> Rows)
{
    /// <summary>Reads all columns but the last, which is the target.</summary>
    public static SampleTable Read(string id)
    {
        var path = Path.Combine(Path.GetDirectoryName(BuiltProgram.Cli)!, "Samples", $"{id}.csv");
        var lines = File.ReadLines(path).Select(line => line.Split(',')[..^1]).ToList();
        return new SampleTable(
            lines[0],
            [.. lines.Skip(1).Select(cells => cells.Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())]);
    }
}
