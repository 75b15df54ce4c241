using System.Buffers.Binary;
using System.IO.Compression;
using Maas.Errors;

namespace Maas.Training.Datasets.Archives;

/// <summary>One file in the IDX format: whole numbers of 8 bits in 1 or 3 dimensions. Not thread-safe.</summary>
/// <remarks>Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section on file formats.</remarks>
internal sealed class IdxStream : IDisposable
{
    private const int MaxSide = 4096;

    private readonly Stream _stream;
    private readonly string _name;

    private IdxStream(Stream stream, string name, int[] shape)
    {
        _stream = stream;
        _name = name;
        Count = shape[0];
        Height = shape.Length == 3 ? shape[1] : 1;
        Width = shape.Length == 3 ? shape[2] : 1;
    }

    /// <summary>Items.</summary>
    public int Count { get; }

    /// <summary>Rows of an item.</summary>
    public int Height { get; }

    /// <summary>Columns of an item.</summary>
    public int Width { get; }

    /// <summary>Opens a file of an archive.</summary>
    /// <param name="entries">The archive.</param>
    /// <param name="entry">Plain, or packed once more when it ends in <c>.gz</c>.</param>
    /// <param name="dimensions">1 or 3.</param>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>.</exception>
    public static IdxStream Open(ArchiveEntries entries, ZipArchiveEntry entry, int dimensions)
    {
        Stream? stream = null;
        try
        {
            stream = entries.Unpack(entry);
            stream = entry.FullName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? entries.Counted(new GZipStream(stream, CompressionMode.Decompress))
                : stream;
            return new IdxStream(stream, entry.FullName, ReadShape(stream, entry.FullName, dimensions));
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            stream?.Dispose();
            throw TrainingErrors.DataUnreadable($"'{entry.FullName}' cannot be read: {exception.Message}", line: 1);
        }
        catch
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next item.</summary>
    /// <param name="item">Shape [height, width].</param>
    /// <param name="number">Its number, from 1, for the error.</param>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>: the file ends before it.</exception>
    public void Read(Span<byte> item, long number)
    {
        try
        {
            _stream.ReadExactly(item);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw TrainingErrors.DataUnreadable(
                $"'{_name}' promises {Count} items and breaks off in item {number}.", number);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static int[] ReadShape(Stream stream, string name, int dimensions)
    {
        var header = new byte[4 + (4 * dimensions)];
        stream.ReadExactly(header);
        if (header[0] != 0 || header[1] != 0 || header[2] != 8 || header[3] != dimensions)
        {
            throw TrainingErrors.DataUnreadable(
                $"'{name}' does not begin as an IDX file of bytes in {dimensions} dimensions; expected 00 00 08 0{dimensions}, got {Convert.ToHexString(header, 0, 4)}.",
                line: 1);
        }

        int[] shape = [.. Enumerable.Range(1, dimensions).Select(i => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * i)))];
        return shape.Any(size => size < 0) || shape.Skip(1).Any(size => size is 0 or > MaxSide)
            ? throw TrainingErrors.DataUnreadable(
                $"'{name}' says that its shape is [{string.Join(", ", shape)}]; images of 1 to {MaxSide} pixels a side are taken.", line: 1)
            : shape;
    }
}
