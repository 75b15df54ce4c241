using System.Text.Json;
using Maas.Statistics.Samples;

namespace Maas.Statistics.Tests;

/// <summary>Figures of numpy and scipy (tests/data/monitoring-references.json), and the samples they were computed from.</summary>
internal static class MonitoringReferences
{
    public static readonly string[] Cases = ["c_null", "c_shift_0.5"];

    public static JsonElement Root { get; } = JsonDocument.Parse(File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "data", "monitoring-references.json"))).RootElement;

    public static double Number(string section, string name) => Root.GetProperty(section).GetProperty(name).GetDouble();

    public static double[] Numbers(string section, string name) => Root.GetProperty(section).GetProperty(name).Numbers();

    public static long[] Counts(string section, string name) => Array.ConvertAll(Numbers(section, name), count => (long)count);

    public static (double[] Reference, double[] Current) Values(string name)
    {
        var entry = Root.GetProperty(name);
        var generator = new LinearCongruential(entry.GetProperty("seed").GetUInt32());
        var reference = generator.Normals(entry.GetProperty("n").GetInt32());
        var (scale, shift) = (entry.GetProperty("scale").GetDouble(), entry.GetProperty("shift").GetDouble());
        return (reference, [.. generator.Normals(entry.GetProperty("m").GetInt32()).Select(z => (z * scale) + shift)]);
    }

    public static (SortedSample Reference, SortedSample Current) Samples(string name)
    {
        var (reference, current) = Values(name);
        return (new SortedSample(reference), new SortedSample(current));
    }
}
