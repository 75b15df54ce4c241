namespace Maas.Registry.Versions;

/// <summary>How a version was let in. Kept by name: rename none.</summary>
internal enum AdmissionVerdict
{
    /// <summary>It loaded and ran within the limits.</summary>
    Admitted = 1,

    /// <summary>The graph was validated; nothing loaded it, for there is no sandbox.</summary>
    ValidatedOnly = 2,
}

/// <summary>What the first load of a version showed. Immutable. Kept as JSON: rename no property.</summary>
internal sealed record Admission
{
    /// <summary>Outcome.</summary>
    public required AdmissionVerdict Verdict { get; init; }

    /// <summary>What loaded it, e.g. <c>onnxruntime 1.31.1</c>; empty when nothing did.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>How long loading took.</summary>
    public TimeSpan LoadDuration { get; init; }

    /// <summary>How long one run on inputs of the smallest size took.</summary>
    public TimeSpan RunDuration { get; init; }

    /// <summary>Most memory that the process held, in bytes.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Nodes of the graph with all local functions expanded.</summary>
    public long ExpandedNodeCount { get; init; }

    /// <summary>Why the first run failed: some models refuse zeros for good reasons. Empty when it went well.</summary>
    public string FirstRunProblem { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset AdmitTime { get; init; }
}
