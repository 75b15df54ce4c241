using System.IO.Compression;
using System.Text.RegularExpressions;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Archives;

/// <summary>
/// Turns an archive of IDX files, in which MNIST and its kin are kept, into a table (Parquet): <c>image</c> (PNG, grey),
/// <c>label</c>, and <c>file</c>, which tells the pairs apart (<c>train</c>, <c>t10k</c>). Not thread-safe.
/// </summary>
/// <param name="path">The zip file.</param>
/// <param name="kindsByColumn">May declare nothing else.</param>
/// <param name="maxUnpackedBytes">More than this all files together may not be.</param>
internal sealed partial class IdxConversion(
    string path, IReadOnlyDictionary<string, ColumnKind> kindsByColumn, long maxUnpackedBytes) : ITableConversion
{
    private static readonly DataColumn[] Columns =
        [new("image", ColumnKind.Image), new("label", ColumnKind.Categorical), new("file", ColumnKind.Categorical)];

    /// <inheritdoc/>
    public ConvertedTable Run(string tablePath, long memoryLimitBytes, CancellationToken cancellationToken)
    {
        ArchiveColumns.Check(kindsByColumn, Columns);
        using var entries = ArchiveEntries.Open(path, maxUnpackedBytes);
        using var source = new IdxSource(entries, FindPairs(entries));
        var (rowCount, fingerprint) = TableWriter.Write(source, Columns, tablePath, memoryLimitBytes, cancellationToken);
        return rowCount > 0
            ? new ConvertedTable(Columns, rowCount, 0, [], fingerprint.NameOf(Columns))
            : throw TrainingErrors.DataUnreadable("Its files hold no images.", line: 1);
    }

    private static List<(string Name, ZipArchiveEntry Images, ZipArchiveEntry Labels)> FindPairs(ArchiveEntries entries)
    {
        var images = new SortedDictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        var labels = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in entries.All.Where(entry => !EntryPath.IsPassedOver(entry.FullName)))
        {
            var match = IdxName().Match(entry.Name);
            if (!match.Success || !(match.Groups["images"].Success ? images : (IDictionary<string, ZipArchiveEntry>)labels)
                .TryAdd(match.Groups["name"].Value, entry))
            {
                throw TrainingErrors.DataUnreadable(
                    $"'{RejectLog.Shown(entry.FullName)}' has no place here; expected '*images-idx3-ubyte' and '*labels-idx1-ubyte', each plain or '.gz', each once.",
                    line: 1);
            }
        }

        var single = images.Keys.Except(labels.Keys).Concat(labels.Keys.Except(images.Keys)).FirstOrDefault();
        return single is null && images.Count > 0
            ? [.. images.Select(pair => (pair.Key, pair.Value, labels[pair.Key]))]
            : throw TrainingErrors.DataUnreadable(
                single is null
                    ? "The archive holds no IDX files; expected '*images-idx3-ubyte' and '*labels-idx1-ubyte', each plain or '.gz'."
                    : $"Of '{single}' images or labels are missing; expected both.",
                line: 1);
    }

    [GeneratedRegex(@"^(?<name>.*?)[-.]?(?:(?<images>images)[-.]idx3|labels[-.]idx1)-ubyte(?:\.gz)?$", RegexOptions.IgnoreCase)]
    private static partial Regex IdxName();
}
