using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console;
using Spectre.Console.Rendering;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Cli.Monitors;

/// <summary>Monitors and their settings as tables.</summary>
internal static class SettingTables
{
    public static IRenderable List(IEnumerable<Monitor> monitors) => TextTable.Of(
        "", ["monitor", "versions", ">requests", ">samples", "last heard of"],
        monitors.Select(monitor => new[]
        {
            TypedName.Short(monitor.Name),
            string.Join(", ", monitor.ModelVersions.Select(version => TypedName.Short(version.ModelVersion))),
            Figures.Count(monitor.ModelVersions.Sum(version => version.RequestCount)),
            Figures.Count(monitor.ModelVersions.Sum(version => version.SampleCount)),
            Figures.Time(monitor.UpdateTime),
        }));

    /// <summary>The settings, absent ones as the default that they mean, then the versions.</summary>
    public static IRenderable Monitor(Monitor monitor) => new Rows(
        TextTable.Facts(
            TypedName.Short(monitor.Name),
            [
                .. Drift(monitor.DriftSettings ?? new DriftSettings()),
                ("slices by", Joined(monitor.SliceSettings?.Features, "nothing")),
                ("values per slice", Figures.Count(monitor.SliceSettings is { MaxValueCount: > 0 and var most } ? most : 50)),
                .. Payloads(monitor.PayloadSettings ?? new PayloadSettings()),
                .. Objectives(monitor.ObjectiveSettings ?? new ObjectiveSettings()),
                ("detector of outcomes", monitor.OutcomeSettings is { Detector.Length: > 0 and var _ } outcomes ? outcomes.Detector : "adwin"),
                ("windows by count", monitor.CountWindowSize == 0 ? "none" : $"{Figures.Count(monitor.CountWindowSize)} predictions"),
                ("etag", monitor.Etag),
            ]),
        TextTable.Of(
            "", ["version", "baseline", ">requests", ">samples"],
            monitor.ModelVersions.Select(version => new[]
            {
                TypedName.Short(version.ModelVersion), version.HasBaseline ? "yes" : "none",
                Figures.Count(version.RequestCount), Figures.Count(version.SampleCount),
            })));

    private static IEnumerable<(string Name, string Value)> Drift(DriftSettings drift) =>
    [
        ("false alarm every", drift.FalseAlarmInterval is null ? "30d" : Figures.Length(drift.FalseAlarmInterval)),
        ("samples to be tested", Figures.Count(drift.MinSampleCount == 0 ? 50 : drift.MinSampleCount)),
        ("tests of features", string.Join(", ", drift.FeatureTests.Select(test => $"{test.Feature}={test.Test}"))),
    ];

    private static IEnumerable<(string Name, string Value)> Payloads(PayloadSettings payloads) =>
    [
        ("inputs kept", payloads.SampleRatio == 0 ? "none" : Figures.Percent(payloads.SampleRatio)),
        ("inputs kept for", payloads.Retention is null ? "7d" : Figures.Length(payloads.Retention)),
        ("inputs never kept", Joined(payloads.RedactedFeatures, "")),
    ];

    private static IEnumerable<(string Name, string Value)> Objectives(ObjectiveSettings objectives) =>
    [
        ("availability", objectives.AvailabilityRatio == 0 ? "no promise" : Figures.Number(objectives.AvailabilityRatio)),
        ("latency", objectives.LatencyRatio == 0
            ? "no promise"
            : $"{Figures.Number(objectives.LatencyRatio)} within {Figures.Length(objectives.LatencyThreshold)}"),
        ("promises are kept over", objectives.Period is null ? "30d" : Figures.Length(objectives.Period)),
    ];

    private static string Joined(IEnumerable<string>? names, string none) => string.Join(", ", names ?? []) is { Length: > 0 } text ? text : none;
}
