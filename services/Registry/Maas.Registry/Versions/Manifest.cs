using System.Globalization;
using System.Text;
using Maas.Digests;

namespace Maas.Registry.Versions;

/// <summary>
/// One digest for all files of a version: SHA-256 of the lines <c>{sha256} {size} {path}\n</c>, ordered by path as
/// bytes. Equal digests mean equal files.
/// </summary>
internal static class Manifest
{
    public static Sha256Digest DigestOf(IEnumerable<ModelFile> files)
    {
        var lines = files
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Sha256} {file.SizeBytes} {file.Path}\n"));
        return Sha256Digest.Of(Encoding.ASCII.GetBytes(string.Concat(lines)));
    }
}
