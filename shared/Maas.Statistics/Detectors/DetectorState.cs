namespace Maas.Statistics.Detectors;

/// <summary>What a detector says of a stream after a value.</summary>
public enum DetectorState
{
    /// <summary>No change is seen.</summary>
    Stable = 0,

    /// <summary>A change may have begun.</summary>
    Warning = 1,

    /// <summary>The stream has changed. The detector begins anew with the next value.</summary>
    Drift = 2,
}
