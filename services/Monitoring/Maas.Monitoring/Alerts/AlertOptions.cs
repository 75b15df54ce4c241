using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts;

/// <summary>Settings of alerts. Section <c>Maas:Monitoring:Alerts</c>.</summary>
public sealed class AlertOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Maas:Monitoring:Alerts";

    /// <summary>Time between two looks for windows that are over. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan EvaluationInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after its end a window is looked at, so that what was late has come. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan EvaluationDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Windows of one rule and monitor that are caught up after a pause; older ones are left out. Default: 100.</summary>
    [Range(1, 10_000)]
    public int MaxCatchUpWindows { get; set; } = 100;

    /// <summary>
    /// An alert is resolved when no window has said anything for so long, and for two windows. Default: 24 hours.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "366.00:00:00")]
    public TimeSpan StaleDelay { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long resolved alerts and silences that are over are kept. Default: 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3660.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long audit events are kept. Default: 366 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3660.00:00:00")]
    public TimeSpan AuditRetention { get; set; } = TimeSpan.FromDays(366);

    /// <summary>Rules at once. Default: 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxRules { get; set; } = 1_000;

    /// <summary>Silences at once that are not over. Default: 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxSilences { get; set; } = 1_000;

    /// <summary>Webhooks at once. Default: 100.</summary>
    [Range(1, 10_000)]
    public int MaxWebhooks { get; set; } = 100;

    /// <summary>Alerts that are pending or firing at once; further ones are left out and said so in the log. Default: 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxOpenAlerts { get; set; } = 10_000;

    /// <summary>
    /// Hosts that webhooks may lead to by <c>http://</c>, and though their addresses are inner ones. Default: none.
    /// </summary>
    public string[] AllowedWebhookHosts { get; set; } = [];

    /// <summary>Longest time for one attempt to tell a webhook. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a webhook that does not take a message is tried. Default: 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan DeliveryRetryPeriod { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long an action is tried while the service that carries it out does not answer; at most as long as services
    /// remember request ids. Default: 1 hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "12:00:00")]
    public TimeSpan ActionRetryPeriod { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Checks the annotations.</summary>
[OptionsValidator]
internal sealed partial class AlertOptionsValidator : IValidateOptions<AlertOptions>;
