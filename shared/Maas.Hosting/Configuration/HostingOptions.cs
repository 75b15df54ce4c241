using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Hosting.Configuration;

/// <summary>What every host is told the same way: certificates, tokens, limits and times.</summary>
public sealed class HostingOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Maas:Hosting";

    /// <summary>PEM file of the certificate, its chain after it. Empty, the default: no TLS.</summary>
    public string CertificatePath { get; set; } = "";

    /// <summary>PEM file of the certificate's private key. Set together with the certificate.</summary>
    public string KeyPath { get; set; } = "";

    /// <summary>JSON file of bearer tokens. Empty, the default: every caller is anonymous and may do all.</summary>
    public string TokensFile { get; set; } = "";

    /// <summary>Listens off loopback even without TLS and authentication. Default: false.</summary>
    public bool Insecure { get; set; }

    /// <summary>Largest message received or sent, and largest HTTP body, in bytes. Default: 64 MiB.</summary>
    [Range(1024, 1 << 30)]
    public int MaxMessageBytes { get; set; } = 64 << 20;

    /// <summary>Largest header block of a request, in bytes. Default: 32 KiB.</summary>
    [Range(1024, 1 << 20)]
    public int MaxHeaderBytes { get; set; } = 32 << 10;

    /// <summary>Connections open at once, all ports together. Default: 1024.</summary>
    [Range(1, 1 << 20)]
    public int MaxConnections { get; set; } = 1024;

    /// <summary>Calls open at once on one HTTP/2 connection; further ones wait in the client. Default: 256.</summary>
    [Range(1, 1 << 20)]
    public int MaxStreamsPerConnection { get; set; } = 256;

    /// <summary>Calls open at once, all connections together; further ones get <c>LIMIT_REACHED</c>. Default: 4096.</summary>
    [Range(1, 1 << 20)]
    public int MaxConcurrentCalls { get; set; } = 4096;

    /// <summary>Deadline of a unary call whose client set none. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A silent HTTP/2 connection is pinged after this time. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KeepAliveDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Age, 10 % more or less, at which a gRPC connection takes its last call: calls under way go on to their end, later
    /// ones open another connection. Default: none, connections stay.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxConnectionAge { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// From NOT_SERVING to the first refused call, so that load balancers see it in time. Default: none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan LameDuckTime { get; set; } = TimeSpan.Zero;

    /// <summary>Time for the calls under way to end after the host is told to stop. Default: 20 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Checks the annotations.</summary>
[OptionsValidator]
internal sealed partial class HostingOptionsValidator : IValidateOptions<HostingOptions>;
