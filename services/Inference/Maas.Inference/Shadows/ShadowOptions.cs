using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Shadows;

/// <summary>How much may be run a second time on versions that never answer.</summary>
internal sealed class ShadowOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Maas:Inference:Shadows";

    /// <summary>Requests that wait for their second run, 1 to 10,000; further ones are dropped and counted. Default: 64.</summary>
    [Range(1, 10_000)]
    public int MaxQueuedRequests { get; init; } = 64;

    /// <summary>Bytes of the inputs that are copied and kept for them, 0 or more; further requests are dropped and counted. Default: 64 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long MaxQueuedBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Longest time from an answer to the end of its second run, 10 ms to 5 min; then it is dropped, or stopped. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Checks the settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class ShadowOptionsValidator : IValidateOptions<ShadowOptions>;
