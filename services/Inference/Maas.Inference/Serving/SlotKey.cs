using Maas.Inference.Loading;

namespace Maas.Inference.Serving;

/// <summary>One version in memory: its content and where it may run. Two deployments that agree on both share it.</summary>
/// <param name="Version">The version.</param>
/// <param name="Device">Where it may run.</param>
internal sealed record SlotKey(VersionKey Version, DevicePolicy Device);
