using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Calls;

/// <summary>Limits of what runs at once.</summary>
internal sealed class AdmissionOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Maas:Inference:Admission";

    /// <summary>Models that run at once, 0 to 1024. Default: 0, two per processor.</summary>
    [Range(0, 1024)]
    public int MaxConcurrentRuns { get; init; }

    /// <summary>Requests that wait for their turn; further ones get <c>LIMIT_REACHED</c>, 0 to 1,000,000. Default: 1024.</summary>
    [Range(0, 1_000_000)]
    public int MaxWaitingRuns { get; init; } = 1024;

    /// <summary>Requests of one stream that are computed at once, 1 to 1024. Default: 16.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentRunsPerStream { get; init; } = 16;
}

/// <summary>Checks the settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class AdmissionOptionsValidator : IValidateOptions<AdmissionOptions>;
