namespace Maas.Inference.Calls;

/// <summary>Something that was timed: how often, and how long together.</summary>
internal readonly record struct TimedCount(long Count, TimeSpan Total)
{
    public TimedCount Plus(TimeSpan elapsed) => new(Count + 1, Total + elapsed);
}

/// <summary>What was counted for the requests to one version under one name since it was first asked for.</summary>
internal record struct VersionStatistics
{
    /// <summary>When a request last ended well; null when none did.</summary>
    public DateTimeOffset? LastInference { get; set; }

    /// <summary>Rows of the requests that ended well.</summary>
    public long RowCount { get; set; }

    /// <summary>Requests that ended well, from arrival to outputs.</summary>
    public TimedCount Success { get; set; }

    /// <summary>Requests that failed.</summary>
    public TimedCount Fail { get; set; }

    /// <summary>Of these, requests whose caller went away or whose deadline passed.</summary>
    public TimedCount Cancelled { get; set; }

    /// <summary>Waits for a turn.</summary>
    public TimedCount Queue { get; set; }

    /// <summary>Inputs read, checked, and put into one place with those of the batch.</summary>
    public TimedCount Read { get; set; }

    /// <summary>Runs, each counted for every request that took part.</summary>
    public TimedCount Run { get; set; }

    /// <summary>Outputs made ready for the answer.</summary>
    public TimedCount Write { get; set; }
}

/// <summary>Runs of one number of rows.</summary>
/// <param name="RowCount">Rows per run.</param>
/// <param name="Form">Rows put into one place.</param>
/// <param name="Run">Runs.</param>
internal readonly record struct BatchStatistics(long RowCount, TimedCount Form, TimedCount Run);
