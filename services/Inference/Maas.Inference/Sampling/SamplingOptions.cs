using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Sampling;

/// <summary>How what was seen is sent to Monitoring.</summary>
internal sealed class SamplingOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Maas:Inference:Sampling";

    /// <summary>Whether anything is sent at all. Default: true.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Time between two shipments, 10 ms to 1 h. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time one shipment may take, 100 ms to 5 min. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Samples that wait, in bytes as they would be on the wire, 1 KiB to 1 GiB; further ones are dropped and counted. A shipment
    /// that is under way, of as many at most, comes on top. Default: 16 MiB.
    /// </summary>
    [Range(1 << 10, 1 << 30)]
    public int BufferBytes { get; init; } = 16 << 20;

    /// <summary>Versions and minutes whose counts wait while Monitoring is down, 1 to 100,000; the oldest are dropped and counted. Each takes about 42 KB. Default: 1000.</summary>
    [Range(1, 100_000)]
    public int BufferedCounts { get; init; } = 1000;
}

/// <summary>Checks the settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class SamplingOptionsValidator : IValidateOptions<SamplingOptions>;
