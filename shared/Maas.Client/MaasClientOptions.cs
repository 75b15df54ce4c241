namespace Maas.Client;

/// <summary>How to reach one service.</summary>
public sealed class MaasClientOptions
{
    /// <summary>
    /// Base address, e.g. <c>http://127.0.0.1:5101</c> or <c>https://registry:5101</c>. <c>dns:///registry:5101</c>
    /// resolves to several replicas and spreads the calls over them in turn; it speaks TLS when
    /// <see cref="CaCertificatePath"/> is set.
    /// </summary>
    public required Uri Address { get; init; }

    /// <summary>Bearer token; null sends none.</summary>
    public string? Token { get; init; }

    /// <summary>PEM file of the authority to trust instead of the system's; null or empty trusts the system's.</summary>
    public string? CaCertificatePath { get; init; }

    /// <summary>Deadline of a unary call that sets none itself, all its attempts together. Default: 30 seconds.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts after the first, for calls that are safe to repeat. Default: 5; 0 never repeats.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>Mean wait before the first repeat; doubles with each, jittered. Default: 100 milliseconds.</summary>
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long no call is tried after most of the last ones found nobody. Default: 2 seconds.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest message received, in bytes. Default: 64 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 64 << 20;
}
