namespace Maas.Hosting.Telemetry;

/// <summary>The meter of what every host counts, whichever service it is of.</summary>
internal static class HostingMeter
{
    public const string Name = "Maas.Hosting";
}
