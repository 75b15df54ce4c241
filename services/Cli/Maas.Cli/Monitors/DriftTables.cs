using System.Globalization;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console;

namespace Maas.Cli.Monitors;

/// <summary>How far a window is from the training data.</summary>
internal static class DriftTables
{
    /// <summary>A row per feature; the verdict of the window is in the title.</summary>
    public static Table Of(MetricsWindow window) => TextTable.Of(
        $"{MonitorTables.TitleOf(window)} against its training data: {Verdict(window.Drift)}",
        ["feature", "drift", "test", ">p-value", ">of missing", ">psi", ">samples", ">missing", ">mean", ">mean in training"],
        window.FeatureDrifts.Select(drift => new[]
        {
            drift.Feature, drift.IsDrifted ? "DRIFTED" : "", drift.Test, PValue(drift.PValue), PValue(drift.MissingPValue),
            drift.Distances.FirstOrDefault(distance => distance.Recipe == "psi.counts") is { } psi
                ? psi.Value.ToString("F4", CultureInfo.InvariantCulture)
                : "–",
            Figures.Count(drift.SampleCount), Figures.Count(drift.MissingCount),
            Figures.Number(drift.HasMean, drift.Mean), Figures.Number(drift.HasBaselineMean, drift.BaselineMean),
        }));

    private static string Verdict(DriftSummary drift) => drift switch
    {
        { UntestedReason: "few-samples" } => "too few samples to be tested",
        { UntestedReason: "no-slice-baseline" } => "not tested: the baseline has no rows of this slice",
        { UntestedReason.Length: > 0 } => "nothing to compare",
        { IsDrifted: true } =>
            $"DRIFTED, p = {PValue(drift.PValue)} at a level of {PValue(drift.LevelRatio)}, {drift.DriftedFeatureCount} of the features",
        _ => $"no drift, p = {PValue(drift.PValue)} at a level of {PValue(drift.LevelRatio)}",
    };

    private static string PValue(double value) => value.ToString("G2", CultureInfo.InvariantCulture);
}
