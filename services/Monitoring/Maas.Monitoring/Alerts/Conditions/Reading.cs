namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>What a window says of a condition.</summary>
internal enum Verdict
{
    /// <summary>Nothing: too few rows, or no such figure.</summary>
    Untold = 0,

    /// <summary>It does not hold, and an alert may be resolved.</summary>
    Clear = 1,

    /// <summary>It does not hold, but an alert is not resolved by it.</summary>
    Between = 2,

    /// <summary>It holds.</summary>
    Holds = 3,
}

/// <summary>A window as a condition reads it.</summary>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Value">The figure that was compared, finite; 0 when nothing is said.</param>
/// <param name="Features">Inputs that stand out, the most striking first.</param>
/// <param name="Text">What was found, how much, against what: the end of a sentence that says of what; no full stop.</param>
internal sealed record Reading(Verdict Verdict, double Value, IReadOnlyList<string> Features, string Text)
{
    /// <summary>Inputs that an alert names at most.</summary>
    public const int MaxFeatures = 20;

    /// <summary>A window that says nothing.</summary>
    public static Reading Untold { get; } = new(Verdict.Untold, 0, [], "");

    /// <summary>A figure that was compared; one that is not finite says nothing.</summary>
    public static Reading Of(Verdict verdict, double value, string text, IReadOnlyList<string>? features = null) =>
        double.IsFinite(value) ? new Reading(verdict, value, [.. (features ?? []).Take(MaxFeatures)], text) : Untold;
}
