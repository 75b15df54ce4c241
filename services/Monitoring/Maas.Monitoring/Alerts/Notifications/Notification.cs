using Maas.Monitoring.Alerts.Evaluation;

namespace Maas.Monitoring.Alerts.Notifications;

/// <summary>How telling a webhook stands. Kept by name: rename none.</summary>
internal enum NotificationState
{
    /// <summary>It did not take the message yet, and will be tried again.</summary>
    Pending = 1,

    /// <summary>It took it.</summary>
    Delivered = 2,

    /// <summary>It did not take it in all the time it was tried.</summary>
    Failed = 3,
}

/// <summary>What became of telling a webhook of an alert, the last time. Immutable. Kept as JSON: rename no property.</summary>
internal sealed record Notification
{
    public required string WebhookId { get; init; }

    /// <summary>The message.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>What it says of the alert.</summary>
    public required AlertState Told { get; init; }

    /// <summary>When the message was made.</summary>
    public required DateTimeOffset TellTime { get; init; }

    public NotificationState State { get; init; } = NotificationState.Pending;

    public int AttemptCount { get; init; }

    /// <summary>Why the last attempt failed; empty when it did not.</summary>
    public string Message { get; init; } = "";

    public DateTimeOffset? AttemptTime { get; init; }
}
