using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Maas.Cli.Monitors;

/// <summary>What is wrong with the rows of a window.</summary>
internal static class QualityTables
{
    /// <summary>A row per feature that anything is wrong with, then what is to be said of the window. Nothing when all is well.</summary>
    public static IEnumerable<IRenderable> Of(MetricsWindow window, DataQuality quality)
    {
        var wrong = quality.Features.Where(IsWrong).ToList();
        if (wrong.Count > 0)
        {
            yield return TextTable.Of(
                $"{MonitorTables.TitleOf(window)}, data quality",
                ["feature", ">rows", ">missing", ">unseen", ">out of range", "constant", ">min", ">median", ">max"],
                wrong.Select(feature => new[]
                {
                    feature.Feature, Figures.Count(feature.ValueCount + feature.MissingCount), Share(feature, feature.MissingCount),
                    Share(feature, feature.UnseenCount), Share(feature, feature.OutOfRangeCount), feature.IsConstant ? "CONSTANT" : "",
                    Number(feature, numbers => numbers.Minimum), Number(feature, numbers => numbers.P50), Number(feature, numbers => numbers.Maximum),
                }));
        }

        if (Remarks(quality) is { Length: > 0 } remarks)
        {
            yield return new Text(Printable.Of($"{MonitorTables.TitleOf(window)}: {remarks}\n"));
        }
    }

    private static bool IsWrong(FeatureQuality feature) =>
        feature.MissingCount > 0 || feature.UnseenCount > 0 || feature.OutOfRangeCount > 0 || feature.IsConstant;

    // Beside the features: what is said only when there is any of it.
    private static string Remarks(DataQuality quality) => string.Join(
        ", ",
        new[]
        {
            quality.DuplicateRatio > 0 ? $"{Figures.Percent(quality.DuplicateRatio)} of the rows repeat another" : "",
            quality.HasVolumeRatio ? $"{Figures.Number(quality.VolumeRatio)} times the usual number of requests" : "",
        }.Where(remark => remark.Length > 0));

    private static string Share(FeatureQuality feature, long count)
    {
        var rows = feature.ValueCount + feature.MissingCount;
        return count == 0 || rows == 0 ? "" : $"{Figures.Count(count)} ({Figures.Percent((double)count / rows)})";
    }

    private static string Number(FeatureQuality feature, Func<NumberSummary, double> value) =>
        feature.Numbers is { } numbers ? Figures.Number(value(numbers)) : "–";
}
