using System.Globalization;
using Maas.Errors;
using Maas.Storage.Database;
using Maas.Training.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Training.Datasets;

/// <summary>
/// Makes dataset versions out of files. A version appears in one step, after its table is on disk: who dies on the way
/// leaves nothing but scratch files. Thread-safe; two files are converted at a time, others wait.
/// </summary>
internal sealed partial class DatasetImporter(
    DatasetStore store,
    TableStore tables,
    TrainingFolder folder,
    IOptions<TrainingOptions> options,
    TrainingMetrics metrics,
    TimeProvider clock,
    ILogger<DatasetImporter> logger) : IDisposable
{
    private readonly SemaphoreSlim _conversions = new(2, 2);

    /// <summary>Imports a file as the next version, or finds the version that was made of the same bytes.</summary>
    /// <param name="request">What to make of the bytes.</param>
    /// <param name="chunks">The bytes; each chunk is used up before the next is asked for.</param>
    /// <param name="cancellationToken">Before the version is there, nothing is kept.</param>
    /// <exception cref="MaasException">
    /// <c>DATA_UNREADABLE</c>, <c>DATA_TOO_LARGE</c>, <c>DIGEST_MISMATCH</c>, <c>COLUMN_NOT_FOUND</c>.
    /// </exception>
    public async Task<DatasetVersion> ImportAsync(
        ImportRequest request, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken)
    {
        using var scratch = folder.NewScratch();
        var source = await StagedFile.WriteAsync(
            scratch.File("source"), chunks, request.Digest, options.Value.MaxDatasetSizeBytes, cancellationToken);
        var known = (await store.FindBySourceAsync(request.DatasetId, source.Digest, cancellationToken))
            .FirstOrDefault(version => version.Format == request.Format && HasKinds(version, request.KindsByColumn));
        if (known is not null)
        {
            CheckRejected(request, known.RowCount, known.RejectedRowCount, first: null);
            return known;
        }

        var start = clock.GetTimestamp();
        var table = await ConvertAsync(request, source, scratch.File("table.parquet"), cancellationToken);
        CheckRejected(request, table.RowCount, table.RejectedRowCount, table.Rejects is [var first, ..] ? first : null);
        var version = new DatasetVersion
        {
            DatasetId = request.DatasetId,
            Number = 0,
            Source = source.Digest,
            SourceSizeBytes = source.SizeBytes,
            Format = request.Format,
            Table = await tables.AddAsync(scratch.File("table.parquet"), cancellationToken),
            RowFingerprint = table.RowFingerprint,
            Columns = table.Columns,
            RowCount = table.RowCount,
            RejectedRowCount = table.RejectedRowCount,
            CreateTime = clock.GetStorableNow(),
        };
        var added = await store.AddVersionAsync(version, table.Rejects, cancellationToken);
        metrics.Imported(table.RowCount, table.RejectedRowCount, clock.GetElapsedTime(start));
        LogImported(added.Name, added.RowCount, added.RejectedRowCount);
        return added;
    }

    /// <inheritdoc/>
    public void Dispose() => _conversions.Dispose();

    private async Task<ConvertedTable> ConvertAsync(
        ImportRequest request, StagedFile source, string tablePath, CancellationToken cancellationToken)
    {
        await _conversions.WaitAsync(cancellationToken);
        try
        {
            var conversion = TableFormats.Convert(request, source.Path, options.Value.MaxDatasetSizeBytes);
            return await Task.Run(
                () => conversion.Run(tablePath, options.Value.DataMemoryLimitBytes, cancellationToken), cancellationToken);
        }
        finally
        {
            _conversions.Release();
        }
    }

    private static bool HasKinds(DatasetVersion version, IReadOnlyDictionary<string, ColumnKind> kinds) =>
        kinds.All(wanted => version.Columns.Contains(new DataColumn(wanted.Key, wanted.Value)));

    private static void CheckRejected(ImportRequest request, long taken, long rejected, RejectedRow? first)
    {
        var ratio = (double)rejected / (taken + rejected);
        if (ratio <= request.MaxRejectedRatio)
        {
            return;
        }

        var problem = string.Create(CultureInfo.InvariantCulture,
            $"{rejected} of {taken + rejected} rows do not fit, {ratio:P1}; at most {request.MaxRejectedRatio:P1} may be turned away.");
        throw TrainingErrors.DataUnreadable(
            first is null ? problem : $"{problem} The first: {first.Message}", first?.LineNumber ?? 0);
    }

    [LoggerMessage(1, LogLevel.Information, "Imported {Version}: {RowCount} rows taken, {RejectedRowCount} turned away.")]
    private partial void LogImported(string version, long rowCount, long rejectedRowCount);
}
