using Maas.Console.Drift;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;

namespace Maas.Console.Overview;

/// <summary>One name that is served, as the overview shows it.</summary>
/// <param name="Id">Id of the deployment and of its monitor.</param>
/// <param name="Deployment">What the Registry says; null when it does not know it.</param>
/// <param name="Traffic">What Monitoring counted; null when it does not tell.</param>
/// <param name="FiringCount">Alerts that fire; null when that is not told.</param>
internal sealed record OverviewRow(string Id, Deployment? Deployment, TrafficSummary? Traffic, int? FiringCount);

/// <summary>An hour of a deployment, all its versions together.</summary>
/// <param name="RequestCount">Requests.</param>
/// <param name="ErrorRatio">Share of them that failed; null without requests.</param>
/// <param name="P99Seconds">Of its slowest version; null without answers.</param>
/// <param name="Drift">Of the version that drifted most.</param>
internal sealed record TrafficSummary(long RequestCount, double? ErrorRatio, double? P99Seconds, DriftState Drift)
{
    /// <summary>Puts the windows of the versions together.</summary>
    public static TrafficSummary Of(QueryMetricsResponse answer)
    {
        var windows = answer.Windows.Where(window => window.Slice.Length == 0).ToList();
        var requests = windows.Sum(window => window.RequestCount);
        return new TrafficSummary(
            requests,
            requests > 0 ? (double)windows.Sum(window => window.ErrorCount) / requests : null,
            windows.Max(window => window.Latency?.P99Seconds),
            windows.Select(window => DriftState.Of(window.Drift, window.SampleCount)).MaxBy(state => state.Rank) ?? DriftState.Of(drift: null, sampleCount: 0));
    }
}
