namespace Maas.Monitoring.Monitors;

/// <summary>Watches one deployment.</summary>
internal sealed record DeploymentMonitor
{
    /// <summary>Last segment of its name.</summary>
    public required string Id { get; init; }

    /// <summary><c>monitors/{id}</c>.</summary>
    public string Name => $"monitors/{Id}";

    /// <summary>What it watches, as the newest batch called it.</summary>
    public required string Deployment { get; init; }

    /// <summary>Highest version first.</summary>
    public required IReadOnlyList<MonitoredVersion> Versions { get; init; }

    public required DateTimeOffset CreateTime { get; init; }

    public required DateTimeOffset UpdateTime { get; init; }

    public required MonitorSettings Settings { get; init; }

    /// <summary>How often the settings were changed.</summary>
    public required long SettingsRevision { get; init; }

    /// <summary>Changes with the settings.</summary>
    public string Etag => $"\"{SettingsRevision}\"";
}

/// <summary>A version that a monitor has seen.</summary>
internal sealed record MonitoredVersion(
    string ModelVersion, BaselineState BaselineState, string BaselineSha256, long RequestCount, long SampleCount, bool HasLearntLabels);

/// <summary>What is known of the baseline of a version. Kept on disk: the numbers are frozen.</summary>
internal enum BaselineState
{
    /// <summary>The Registry has not answered yet; samples wait.</summary>
    Wanted = 0,

    /// <summary>At hand; samples are put into its bins.</summary>
    Present = 1,

    /// <summary>The Registry knows none.</summary>
    Absent = 2,

    /// <summary>The version is served without a registry, so there is none to ask for.</summary>
    NotRegistered = 3,
}
