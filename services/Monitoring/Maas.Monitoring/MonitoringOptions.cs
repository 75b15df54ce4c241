using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring;

/// <summary>Settings of Monitoring. Section <c>Maas:Monitoring</c>.</summary>
public sealed class MonitoringOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Maas:Monitoring";

    /// <summary>Folder Monitoring owns; created when missing. Default: <c>monitoring</c> in <c>Maas:DataPath</c>.</summary>
    [Required]
    public string DataPath { get; set; } = "";

    /// <summary>Longest time between two batches of one stream. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IngestIdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// PostgreSQL in place of SQLite, as Npgsql takes it: several Monitoring services may share it, and answer as one. Default: empty.
    /// </summary>
    public string PostgresConnection { get; set; } = "";

    /// <summary>How long windows are kept, at the end by the day. Default: 366 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3660.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(366);

    /// <summary>How long windows are kept by the minute; older ones are put together to hours. Default: 2 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3660.00:00:00")]
    public TimeSpan MinuteRetention { get; set; } = TimeSpan.FromDays(2);

    /// <summary>How long windows are kept by the hour; older ones are put together to days. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3660.00:00:00")]
    public TimeSpan HourRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a sampled prediction waits for its outcome. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3660.00:00:00")]
    public TimeSpan PredictionRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long samples wait, whole, while the Registry does not say whether their version has a baseline. Default: 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "366.00:00:00")]
    public TimeSpan PendingRetention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Longest time between two looks at which deployments the Registry has; a monitor is made for each, at once when the Registry tells of it. Default: 30
    /// seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan DeploymentInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the id of a batch is remembered. Default: 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan BatchIdRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Time between two sweeps of what is older than that. Default: 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Time until a Registry that did not answer is asked for a baseline again. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan BaselineRetryInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Largest baseline, in bytes. Default: 16 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MaxBaselineBytes { get; set; } = 16 << 20;

    /// <summary>Deployments watched at once. Default: 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxMonitors { get; set; } = 1_000;

    /// <summary>Versions kept per monitor. Default: 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxVersionsPerMonitor { get; set; } = 1_000;

    /// <summary>
    /// Sampled predictions of a monitor that wait for outcomes or know them; the oldest make room for newer ones, to the minute and with every sweep. Default: 5,000,000.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int MaxPredictionsPerMonitor { get; set; } = 5_000_000;

    /// <summary>Features of one sample; as many as a table has columns. Default: 4,096.</summary>
    [Range(1, 100_000)]
    public int MaxFeatures { get; set; } = 4_096;

    /// <summary>
    /// Samples per version that wait for its baseline; further ones are counted, but are no part of the drift.
    /// Default: 50,000.
    /// </summary>
    [Range(0, 10_000_000)]
    public int MaxPendingSamples { get; set; } = 50_000;
}

/// <summary>Checks the annotations.</summary>
[OptionsValidator]
internal sealed partial class MonitoringOptionsValidator : IValidateOptions<MonitoringOptions>;
