using Maas.Monitoring.Monitors;

namespace Maas.Monitoring.Windows;

/// <summary>One version and slice in one minute.</summary>
/// <param name="MonitorId">Last segment of the monitor's name.</param>
/// <param name="ModelVersion"><c>models/{model}/versions/{n}</c>.</param>
/// <param name="Minute">Whole minutes since 1970-01-01 UTC: the window holds [minute, minute + 1).</param>
/// <param name="Slice"><c>{feature}={value}</c>; empty for all rows.</param>
internal sealed record WindowKey(string MonitorId, string ModelVersion, long Minute, string Slice = "")
{
    public static WindowKey Of(WatchedName watched, VersionName version, DateTimeOffset time) =>
        new(watched.MonitorId, version.ToString(), Minutes.Of(time));
}
