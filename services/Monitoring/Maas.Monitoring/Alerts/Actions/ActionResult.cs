namespace Maas.Monitoring.Alerts.Actions;

/// <summary>How an action stands. Kept by name: rename none.</summary>
internal enum ActionState
{
    /// <summary>Not ended.</summary>
    Pending = 1,

    /// <summary>Done.</summary>
    Done = 2,

    /// <summary>There was nothing to be done, or not any more.</summary>
    Refused = 3,

    /// <summary>It could not be done.</summary>
    Failed = 4,
}

/// <summary>How an action ended.</summary>
/// <param name="State">Not pending.</param>
/// <param name="Message">A sentence for a person.</param>
/// <param name="Resource">What was changed or made; empty when nothing was.</param>
internal sealed record ActionOutcome(ActionState State, string Message, string Resource)
{
    public static ActionOutcome Done(string message, string resource) => new(ActionState.Done, message, resource);

    public static ActionOutcome Refused(string message) => new(ActionState.Refused, message, "");

    public static ActionOutcome Failed(string message) => new(ActionState.Failed, message, "");
}

/// <summary>What became of an action. Immutable. Kept as JSON: rename no property.</summary>
/// <param name="Action">What it is called.</param>
/// <param name="State">How it stands.</param>
/// <param name="Message">A sentence for a person; why the last attempt did not succeed, while it is pending.</param>
/// <param name="Resource">What was changed or made.</param>
/// <param name="EndTime">Null while it is pending.</param>
internal sealed record ActionResult(string Action, ActionState State, string Message, string Resource, DateTimeOffset? EndTime)
{
    public static ActionResult Pending(string action) => new(action, ActionState.Pending, "", "", EndTime: null);

    public ActionResult End(ActionOutcome outcome, DateTimeOffset time) =>
        new(Action, outcome.State, outcome.Message, outcome.Resource, time);
}
