namespace Maas.Inference.Calls;

/// <summary>Something that was timed: how often, and how long together.</summary>
internal readonly record struct TimedCount(long Count, TimeSpan Total)
{
    public TimedCount Plus(TimeSpan elapsed) => new(Count + 1, Total + elapsed);
}

/// <summary>What was counted for one version since it was first asked for. Immutable.</summary>
internal sealed record VersionStatistics
{
    /// <summary>When a request last ended well; null when none did.</summary>
    public DateTimeOffset? LastInference { get; init; }

    /// <summary>Rows of the requests that ended well.</summary>
    public long RowCount { get; init; }

    /// <summary>Requests that ended well, from arrival to outputs.</summary>
    public TimedCount Success { get; init; }

    /// <summary>Requests that failed.</summary>
    public TimedCount Fail { get; init; }

    /// <summary>Of these, requests whose caller went away or whose deadline passed.</summary>
    public TimedCount Cancelled { get; init; }

    /// <summary>Waits for a turn.</summary>
    public TimedCount Queue { get; init; }

    /// <summary>Checks of inputs.</summary>
    public TimedCount Read { get; init; }

    /// <summary>Runs.</summary>
    public TimedCount Run { get; init; }

    /// <summary>Outputs made ready for the answer.</summary>
    public TimedCount Write { get; init; }
}

/// <summary>Runs of one batch size.</summary>
/// <param name="BatchSize">Rows per run.</param>
/// <param name="Read">Checks of inputs.</param>
/// <param name="Run">Runs.</param>
/// <param name="Write">Outputs made ready.</param>
internal sealed record BatchStatistics(long BatchSize, TimedCount Read, TimedCount Run, TimedCount Write);
