using Maas.Inference.Loading;

namespace Maas.Inference.Serving;

/// <summary>A version that shall be loaded, where, and its share of the traffic.</summary>
/// <param name="Key">The version.</param>
/// <param name="Device">Where it may run.</param>
/// <param name="Percent">Share of the requests that pin no version, 0 to 100.</param>
internal sealed record DesiredVersion(VersionKey Key, DevicePolicy Device, int Percent);
