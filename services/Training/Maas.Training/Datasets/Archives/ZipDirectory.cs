using System.Buffers.Binary;
using Maas.Errors;

namespace Maas.Training.Datasets.Archives;

/// <summary>Looks at the end of a zip archive before its list of entries is read into memory.</summary>
/// <remarks>Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16.</remarks>
internal static class ZipDirectory
{
    /// <summary>Most entries: their list takes some 80 MB of memory.</summary>
    public const int MaxEntries = 200_000;

    private const int EndBytes = 22;
    private const int LocatorBytes = 20;
    private const int MaxCommentBytes = 65_535;

    /// <summary>Throws when the file is no archive, or one of too many entries.</summary>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>.</exception>
    public static void Check(FileStream file)
    {
        var tail = new byte[Math.Min(file.Length, EndBytes + MaxCommentBytes + LocatorBytes)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || tail.Length - end < EndBytes)
        {
            throw TrainingErrors.DataUnreadable("The file is no zip archive, or its end is missing.", line: 1);
        }

        var count = (long)BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(end + 10));
        // Readers go by the large record wherever it stands, whatever the small one says.
        count = CountOfLarge(file, tail.AsSpan(0, end)) ?? count;
        if (count is < 0 or > MaxEntries)
        {
            throw TrainingErrors.DataUnreadable(
                $"The archive has {count} entries; at most {MaxEntries} are taken. Send a Parquet file, or several datasets.", line: 1);
        }

        file.Position = 0;
    }

    private static long? CountOfLarge(FileStream file, ReadOnlySpan<byte> beforeEnd)
    {
        if (beforeEnd.Length < LocatorBytes || !beforeEnd[^LocatorBytes..].StartsWith("PK\u0006\u0007"u8))
        {
            return null;
        }

        var offset = BinaryPrimitives.ReadInt64LittleEndian(beforeEnd[^LocatorBytes..][8..]);
        Span<byte> record = stackalloc byte[56];
        if (offset < 0 || offset > file.Length - record.Length)
        {
            throw TrainingErrors.DataUnreadable("The archive is damaged: its list of entries is not where its end says.", line: 1);
        }

        file.Position = offset;
        file.ReadExactly(record);
        return BinaryPrimitives.ReadInt64LittleEndian(record[32..]);
    }
}
