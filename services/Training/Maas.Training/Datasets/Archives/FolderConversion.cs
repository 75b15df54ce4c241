using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Archives;

/// <summary>
/// Turns an archive of labelled files into a table (Parquet) of three columns: <c>text</c> or <c>image</c>, <c>label</c>, and
/// <c>file</c>. Not thread-safe.
/// </summary>
/// <param name="path">The zip file.</param>
/// <param name="isImages">PNG and JPEG files; otherwise UTF-8 text.</param>
/// <param name="kindsByColumn">May declare the label text.</param>
/// <param name="maxUnpackedBytes">More than this all files together may not be.</param>
internal sealed class FolderConversion(
    string path, bool isImages, IReadOnlyDictionary<string, ColumnKind> kindsByColumn, long maxUnpackedBytes) : ITableConversion
{
    /// <inheritdoc/>
    public ConvertedTable Run(string tablePath, long memoryLimitBytes, CancellationToken cancellationToken)
    {
        DataColumn[] columns =
        [
            isImages ? new("image", ColumnKind.Image) : new("text", ColumnKind.Text),
            new("label", ColumnKind.Categorical),
            new("file", ColumnKind.Text),
        ];
        ArchiveColumns.Check(kindsByColumn, columns);
        using var entries = ArchiveEntries.Open(path, maxUnpackedBytes);
        var rejects = new RejectLog();
        var source = new FolderSource(entries, isImages, rejects);
        var (rowCount, fingerprint) = TableWriter.Write(source, columns, tablePath, memoryLimitBytes, cancellationToken);
        return rowCount > 0
            ? new ConvertedTable(columns, rowCount, rejects.Count, rejects.Kept, fingerprint.NameOf(columns))
            : throw TrainingErrors.DataUnreadable(
                rejects.Kept is [var first, ..]
                    ? $"None of its {rejects.Count} files can be taken. The first: {first.Message}"
                    : "The archive holds no files; expected folders, called after labels, of files.",
                rejects.Kept is [var bad, ..] ? bad.LineNumber : 1);
    }
}
