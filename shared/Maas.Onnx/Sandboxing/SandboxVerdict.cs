namespace Maas.Onnx.Sandboxing;

/// <summary>What was learnt from loading a model for the first time. Immutable.</summary>
public sealed record SandboxVerdict
{
    /// <summary>How it ended.</summary>
    public required SandboxOutcome Outcome { get; init; }

    /// <summary>
    /// Sentences for the caller, without any path of this machine: why it was not admitted, or why the first run
    /// failed. Empty when all went well.
    /// </summary>
    public string Reason { get; init; } = "";

    /// <summary>For the operator's log alone: it may name paths. Empty when there is nothing to add.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Time to load it; null when it did not get that far.</summary>
    public TimeSpan? LoadDuration { get; init; }

    /// <summary>Time of the first run; null when it did not get that far.</summary>
    public TimeSpan? RunDuration { get; init; }

    /// <summary>The most memory the process was seen to hold, its own runtime included.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Name and version of what loaded it, such as <c>onnxruntime 1.31.1</c>; empty when it never spoke.</summary>
    public string Runtime { get; init; } = "";
}
