using System.Globalization;
using Maas.Digests;
using Maas.Errors;
using Maas.Storage.Blobs;

namespace Maas.Registry.Artifacts;

/// <summary>A blob by its content.</summary>
/// <param name="Digest">What the bytes hash to.</param>
/// <param name="SizeBytes">How many they are.</param>
internal readonly record struct BlobName(Sha256Digest Digest, long SizeBytes)
{
    /// <summary>As in a resource name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"blobs/{Digest}/{SizeBytes}");
}

/// <summary>Reads the resource names of the byte stream service.</summary>
internal static class BlobNames
{
    private const string Field = "resource_name";

    /// <summary>Reads <c>blobs/{sha256}/{size}</c>.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public static BlobName ParseBlob(string name) =>
        name.Split('/') is ["blobs", var sha256, var size] && TryParse(sha256, size, out var blob)
            ? blob
            : throw CommonErrors.InvalidField(Field, $"Expected 'blobs/{{sha256}}/{{size}}', got '{name}'.");

    /// <summary>Reads <c>uploads/{uuid}/blobs/{sha256}/{size}</c>.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public static BlobUploadKey ParseUpload(string name) =>
        name.Split('/') is ["uploads", var uuid, "blobs", var sha256, var size]
        && Guid.TryParseExact(uuid, "D", out var id) && TryParse(sha256, size, out var blob)
            ? new BlobUploadKey(id, blob.Digest, blob.SizeBytes)
            : throw CommonErrors.InvalidField(
                Field, $"Expected 'uploads/{{uuid}}/blobs/{{sha256}}/{{size}}', got '{name}'.");

    private static bool TryParse(string sha256, string size, out BlobName blob)
    {
        var valid = Sha256Digest.TryParse(sha256, out var digest)
            & long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var sizeBytes);
        blob = new BlobName(digest, sizeBytes);
        return valid;
    }
}
