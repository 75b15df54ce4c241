namespace Maas.Hosting;

/// <summary>Where a service listens unless told otherwise, on loopback.</summary>
/// <param name="Grpc">gRPC (HTTP/2 without TLS, or TLS).</param>
/// <param name="Metrics">HTTP/1.1 with <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c>.</param>
/// <param name="Http">HTTP/1.1 for the service's own REST or pages; null when it has none.</param>
public sealed record ServicePorts(int Grpc, int Metrics, int? Http = null);
