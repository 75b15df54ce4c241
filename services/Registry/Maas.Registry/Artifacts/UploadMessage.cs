namespace Maas.Registry.Artifacts;

/// <summary>One message of an upload.</summary>
/// <param name="ResourceName">Required in the first; later the same or empty.</param>
/// <param name="Offset">Where the content belongs.</param>
/// <param name="IsLast">The blob is complete with it.</param>
/// <param name="Content">May be empty.</param>
internal readonly record struct UploadMessage(
    string ResourceName, long Offset, bool IsLast, ReadOnlyMemory<byte> Content);
