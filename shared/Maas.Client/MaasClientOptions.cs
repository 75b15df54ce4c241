namespace Maas.Client;

/// <summary>How to reach one service.</summary>
public sealed class MaasClientOptions
{
    /// <summary>Base address, e.g. <c>http://127.0.0.1:5101</c> or <c>https://registry:5101</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>Bearer token; null sends none.</summary>
    public string? Token { get; init; }

    /// <summary>PEM file of the authority to trust instead of the system's; null trusts the system's.</summary>
    public string? CaCertificatePath { get; init; }

    /// <summary>Deadline of a unary call that sets none itself. Default: 30 seconds.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
