using System.IO.Compression;
using Maas.Errors;

namespace Maas.Training.Datasets.Archives;

/// <summary>
/// The files of a zip archive, read one after the other and never written anywhere. What they unpack to is counted as it comes,
/// not as the archive promises. Not thread-safe.
/// </summary>
internal sealed class ArchiveEntries : IDisposable
{
    private readonly FileStream _file;
    private readonly ZipArchive _archive;
    private readonly long _maxUnpackedBytes;
    private byte[] _buffer = new byte[1 << 16];
    private long _unpackedBytes;

    private ArchiveEntries(FileStream file, ZipArchive archive, long maxUnpackedBytes)
    {
        _file = file;
        _archive = archive;
        _maxUnpackedBytes = maxUnpackedBytes;
    }

    /// <summary>All entries, folders and files.</summary>
    public IReadOnlyList<ZipArchiveEntry> All => _archive.Entries;

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The zip file.</param>
    /// <param name="maxUnpackedBytes">More than this all entries together may not become.</param>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>.</exception>
    public static ArchiveEntries Open(string path, long maxUnpackedBytes)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            ZipDirectory.Check(file);
            var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            _ = archive.Entries.Count;
            return new ArchiveEntries(file, archive, maxUnpackedBytes);
        }
        catch (InvalidDataException exception)
        {
            file.Dispose();
            throw TrainingErrors.DataUnreadable($"The archive is damaged: {exception.Message}", line: 1);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A stream of an entry that counts what it gives.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or packed in a way that is not known.</exception>
    public Stream Unpack(ZipArchiveEntry entry) => entry.IsEncrypted
        ? throw new InvalidDataException("it is encrypted")
        : new CountedStream(entry.Open(), Count);

    /// <summary>A stream that counts what it gives among what entries unpack to: for what is packed once more.</summary>
    public Stream Counted(Stream content) => new CountedStream(content, Count);

    /// <summary>Reads an entry, and not more of it than is taken.</summary>
    /// <param name="entry">The file.</param>
    /// <param name="maxBytes">One byte more tells that it is larger.</param>
    /// <returns>At most <paramref name="maxBytes"/> + 1 bytes, valid until the next call.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or packed in a way that is not known.</exception>
    /// <exception cref="MaasException"><c>DATA_TOO_LARGE</c>: all entries together are.</exception>
    public ReadOnlySpan<byte> Read(ZipArchiveEntry entry, int maxBytes)
    {
        using var stream = Unpack(entry);
        var length = 0;
        while (length <= maxBytes)
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _buffer.Length);
            }

            var read = stream.Read(_buffer, length, Math.Min(_buffer.Length, maxBytes + 1) - length);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return _buffer.AsSpan(0, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _archive.Dispose();
        _file.Dispose();
    }

    private void Count(int bytes)
    {
        _unpackedBytes += bytes;
        if (_unpackedBytes > _maxUnpackedBytes)
        {
            throw TrainingErrors.DataTooLarge(_maxUnpackedBytes);
        }
    }

    private sealed class CountedStream(Stream content, Action<int> count) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException("Not known before the end.");

        public override long Position
        {
            get => throw new NotSupportedException("Only read.");
            set => throw new NotSupportedException("Only read.");
        }

        public override int Read(byte[] buffer, int offset, int length)
        {
            var read = content.Read(buffer, offset, length);
            count(read);
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Only read.");

        public override void SetLength(long value) => throw new NotSupportedException("Only read.");

        public override void Write(byte[] buffer, int offset, int length) => throw new NotSupportedException("Only read.");

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                content.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
