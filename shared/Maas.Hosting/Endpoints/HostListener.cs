namespace Maas.Hosting.Endpoints;

/// <summary>What a port is for. A port serves that and nothing else.</summary>
internal enum HostListener
{
    /// <summary>gRPC alone: HTTP/2.</summary>
    Grpc,

    /// <summary>Metrics and probes: HTTP/1.1.</summary>
    Metrics,

    /// <summary>The service's own REST or pages: HTTP/1.1, with TLS HTTP/2 too.</summary>
    Http,
}
