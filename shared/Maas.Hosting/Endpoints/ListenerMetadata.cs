namespace Maas.Hosting.Endpoints;

/// <summary>Binds an endpoint to another port than its kind would.</summary>
internal sealed record ListenerMetadata(HostListener Listener);
