using System.Globalization;
using System.Text.Json;

namespace Maas.Statistics.Tests;

/// <summary>Figures of scikit-learn and scipy (tests/data/analysis-references.json), and the data they were computed from.</summary>
internal static class AnalysisReferences
{
    public static JsonElement Root { get; } = JsonDocument.Parse(File.ReadAllText(PathOf("analysis-references.json"))).RootElement;

    /// <summary>The columns of numbers, row-major.</summary>
    public static (double[] Rows, int ColumnCount) ReadNumbers(string file)
    {
        var rows = File.ReadLines(PathOf(file)).Skip(1).Select(line => line.Split(',')
            .Where(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out _))
            .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray()).ToList();
        return ([.. rows.SelectMany(row => row)], rows[0].Length);
    }

    public static double[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "data", file);
}
