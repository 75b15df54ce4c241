using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using Maas.Training.Datasets.Images;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Archives;

/// <summary>
/// Rows of an archive of labelled files: one row a file, of its content, the folder that it stands in, and its path. Entries
/// that cannot be taken are turned away, each with its number and reason.
/// </summary>
/// <param name="entries">The archive.</param>
/// <param name="isImages">PNG and JPEG files; otherwise UTF-8 text.</param>
/// <param name="rejects">Told the entries that are turned away.</param>
internal sealed class FolderSource(ArchiveEntries entries, bool isImages, RejectLog rejects) : IRowSource
{
    private const int MaxTextBytes = 1 << 20;

    private static readonly string[] ImageEndings = [".png", ".jpg", ".jpeg"];
    private static readonly string[] TextEndings = [".txt"];

    private int _next;

    /// <inheritdoc/>
    public void Fill(RowBlock block, CancellationToken cancellationToken)
    {
        while (_next < entries.All.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = entries.All[_next++];
            if (!EntryPath.IsPassedOver(entry.FullName) && Add(block, entry) && !block.EndRow())
            {
                return;
            }
        }
    }

    private bool Add(RowBlock block, ZipArchiveEntry entry)
    {
        if (EntryPath.FindProblem(entry.FullName, isImages ? ImageEndings : TextEndings, out var path) is { } badPath)
        {
            return Reject(entry, RejectReason.BadEntry, badPath);
        }

        ReadOnlySpan<byte> content;
        try
        {
            content = entries.Read(entry, isImages ? ImageHeader.MaxBytes : MaxTextBytes);
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            return Reject(entry, RejectReason.BadEntry, $"it cannot be unpacked: {exception.Message}.");
        }

        return isImages ? AddImage(block, entry, path, content) : AddText(block, entry, path, content);
    }

    private bool AddImage(RowBlock block, ZipArchiveEntry entry, EntryPath path, ReadOnlySpan<byte> content)
    {
        var problem = content.Length > ImageHeader.MaxBytes
            ? ImageHeader.TooManyBytes(Math.Max(content.Length, entry.Length))
            : ImageHeader.FindProblem(content);
        return problem is null ? AddRow(block, path, content) : Reject(entry, RejectReason.BadImage, problem);
    }

    private bool AddText(RowBlock block, ZipArchiveEntry entry, EntryPath path, ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxTextBytes)
        {
            return Reject(entry, RejectReason.RowTooLong, $"the text has more than {MaxTextBytes} bytes.");
        }

        if (!Utf8.IsValid(content) || content.Contains((byte)0))
        {
            return Reject(entry, RejectReason.BadEncoding, "expected UTF-8 text; the file holds bytes that are none.");
        }

        content = content.StartsWith(Csv.CsvHeader.ByteOrderMark) ? content[3..] : content;
        return AddRow(block, path, content);
    }

    private static bool AddRow(RowBlock block, EntryPath path, ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            block[0].AddMissing();
        }
        else
        {
            block[0].Add(content);
        }

        block[1].Add(Encoding.UTF8.GetBytes(path.Label));
        block[2].Add(Encoding.UTF8.GetBytes(path.File));
        return true;
    }

    private bool Reject(ZipArchiveEntry entry, string reason, string message)
    {
        var name = RejectLog.Shown(entry.FullName);
        rejects.Add("Entry", _next, "", reason, $"'{name}': {message}", () =>
            entry.FullName.Length <= RejectLog.MaxContentLength ? entry.FullName : entry.FullName[..RejectLog.MaxContentLength]);
        return false;
    }
}
