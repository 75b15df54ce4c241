using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Storage.Caching;

/// <summary>Which Redis holds copies of artifacts, and how long it may keep us waiting.</summary>
public sealed class CacheOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Maas:Cache";

    /// <summary>An address that means a Garnet server inside this process.</summary>
    public const string Embedded = "embedded";

    /// <summary>An address that means no cache.</summary>
    public const string None = "none";

    /// <summary>
    /// <c>embedded</c>, <c>none</c>, or <c>host:port</c> as StackExchange.Redis takes it (several hosts and
    /// <c>,password=…</c> included). Default: <c>embedded</c>.
    /// </summary>
    [Required]
    public string Address { get; init; } = Embedded;

    /// <summary>How long a chunk is kept, 1 s to 365 days. Default: 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Longest wait for one chunk, 10 ms to 1 min. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a cache that failed repeatedly is left alone, 500 ms to 1 h. Default: 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00")]
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Memory of the embedded server in MiB, 64 to 1,048,576; the oldest chunks leave when it is full. Default: 256.</summary>
    [Range(64, 1_048_576)]
    public int EmbeddedMemoryMebibytes { get; init; } = 256;
}

/// <summary>Checks the settings when a service starts.</summary>
[OptionsValidator]
internal sealed partial class CacheOptionsValidator : IValidateOptions<CacheOptions>;
