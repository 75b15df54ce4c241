using Maas.Console.Charts;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Console.Traffic;

/// <summary>What Monitoring told of a deployment over a range: windows of all rows, by time, of each version. Immutable.</summary>
public sealed class DeploymentWindows
{
    private const int MostLines = 4;

    private readonly DateTimeOffset _begin;
    private readonly DateTimeOffset _now;
    private readonly TimeRange _range;

    internal DeploymentWindows(QueryMetricsResponse answer, TimeRange range, DateTimeOffset now)
    {
        (_range, _now) = (range, now);
        _begin = range.BeginAt(now);
        All = [.. answer.Windows.Where(window => window.Slice.Length == 0)];
        Versions =
        [
            .. All.GroupBy(window => window.ModelVersion)
                .OrderByDescending(version => version.Sum(window => window.RequestCount))
                .ThenByDescending(version => version.Key, StringComparer.Ordinal)
                .Select(version => version.Key),
        ];
    }

    /// <summary>Windows by time, then by version.</summary>
    public IReadOnlyList<MetricsWindow> All { get; }

    /// <summary>Versions that were seen, those with most requests first.</summary>
    public IReadOnlyList<string> Versions { get; }

    /// <summary>Windows of one version by time.</summary>
    public IReadOnlyList<MetricsWindow> Of(string modelVersion) => [.. All.Where(window => window.ModelVersion == modelVersion)];

    /// <summary>One line per version of a figure; at most four, those with most requests.</summary>
    public IReadOnlyList<LineSeries> ByVersion(Func<MetricsWindow, double?> figure) =>
        [.. Versions.Take(MostLines).Select((version, index) => Line(ResourceNames.VersionAmong(version, Versions), version, figure, index + 1))];

    /// <summary>One line of one version; a step without a window has no figure.</summary>
    public LineSeries Line(string name, string modelVersion, Func<MetricsWindow, double?> figure, int ink) =>
        new(name, Steps(modelVersion, (x, window) => new LinePoint(x, window is null ? null : figure(window))), ink);

    /// <summary>One point per step of the range that has begun.</summary>
    /// <param name="modelVersion">The version.</param>
    /// <param name="point">Makes a point of the begin in Unix seconds, and of the window; null where there is none.</param>
    public IReadOnlyList<LinePoint> Steps(string modelVersion, Func<double, MetricsWindow?, LinePoint> point)
    {
        var windows = Of(modelVersion).ToDictionary(window => window.StartTime.ToDateTimeOffset());
        var points = new List<LinePoint>();
        for (var begin = _begin; begin <= _now; begin += _range.Window)
        {
            points.Add(point(begin.ToUnixTimeSeconds(), windows.GetValueOrDefault(begin)));
        }

        return points;
    }

    /// <summary>Requests per second over the part of the window that has passed.</summary>
    public double Rate(MetricsWindow window)
    {
        var end = window.EndTime.ToDateTimeOffset();
        var passed = (end < _now ? end : _now) - window.StartTime.ToDateTimeOffset();
        return passed > TimeSpan.Zero ? window.RequestCount / passed.TotalSeconds : 0;
    }

    /// <summary>A time of the range as text.</summary>
    public string Format(double unixSeconds) => _range.Format(unixSeconds);
}
