namespace Maas.Inference.Residency;

/// <summary>All versions in memory are in use, and none of them could leave for another in time.</summary>
internal sealed class NoRoomException(long bytes) : Exception($"there is no room for its {bytes} bytes: all versions in memory are in use.");
