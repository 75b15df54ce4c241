using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Batching;

/// <summary>How requests to one model wait, are put together and run. Each loaded version has a queue of its own.</summary>
internal sealed class SchedulingOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Maas:Inference:Scheduling";

    /// <summary>
    /// Batches of one version that run at once, 0 to 1024; they share one session. Default: 0, the processors divided by the threads of a
    /// run (<c>IntraOpThreads</c>), at least 1, and 2 on a GPU.
    /// </summary>
    [Range(0, 1024)]
    public int Instances { get; init; }

    /// <summary>
    /// Most rows that are put into one run, 1 to 65,536; 1 puts none together. Fewer where measuring shows that more do not pay. Default: 64.
    /// </summary>
    [Range(1, 65_536)]
    public int MaxBatchRows { get; init; } = 64;

    /// <summary>
    /// How long the oldest request waits for others while an instance is idle, 0 to 10 s. Default: 0, it never waits.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan MaxBatchDelay { get; init; }

    /// <summary>Rows with which a batch does not wait for more, 1 or more each; the largest that can be filled is taken. Default: none.</summary>
    public IReadOnlyList<int> PreferredBatchRows { get; init; } = [];

    /// <summary>Requests of one version that wait; further ones get <c>LIMIT_REACHED</c>, 0 to 1,000,000. Default: 1024.</summary>
    [Range(0, 1_000_000)]
    public int MaxQueuedRequests { get; init; } = 1024;

    /// <summary>Bytes of the inputs that wait for one version; further requests get <c>LIMIT_REACHED</c>, 0 or more. Default: 256 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long MaxQueuedBytes { get; init; } = 256L << 20;

    /// <summary>Priority of requests that name none, 1 (first) or more. Default: 2.</summary>
    [Range(1, int.MaxValue)]
    public int DefaultPriority { get; init; } = 2;

    /// <summary>Requests of one stream that are under way at once, 1 to 1024. Default: 16.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentRequestsPerStream { get; init; } = 16;
}

/// <summary>Checks the settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class SchedulingOptionsValidator : IValidateOptions<SchedulingOptions>;
