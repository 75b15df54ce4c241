namespace Maas.Hosting.Endpoints;

/// <summary>Where a started host really listens. Thread-safe; a singleton of the host.</summary>
public sealed class HostAddresses
{
    private volatile IReadOnlyDictionary<HostListener, Uri> _addresses = new Dictionary<HostListener, Uri>();

    /// <summary>Base address of gRPC.</summary>
    /// <exception cref="InvalidOperationException">The host is not started.</exception>
    public Uri Grpc => Of(HostListener.Grpc);

    /// <summary>Base address of <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c>.</summary>
    /// <exception cref="InvalidOperationException">The host is not started.</exception>
    public Uri Metrics => Of(HostListener.Metrics);

    /// <summary>Base address of the service's own REST or pages.</summary>
    /// <exception cref="InvalidOperationException">The host is not started, or has none.</exception>
    public Uri Http => Of(HostListener.Http);

    internal IReadOnlyDictionary<HostListener, Uri> All
    {
        get => _addresses;
        set => _addresses = value;
    }

    private Uri Of(HostListener listener) => _addresses.TryGetValue(listener, out var address)
        ? address
        : throw new InvalidOperationException($"The host listens on no {listener} port: it is not started, or has none.");
}
