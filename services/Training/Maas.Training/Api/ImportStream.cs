using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Digests;
using Maas.Errors;
using Maas.Names;
using Maas.Training.Datasets;

namespace Maas.Training.Api;

/// <summary>The messages of one import: a header, then chunks. Not thread-safe.</summary>
/// <param name="messages">As they come from the caller.</param>
/// <param name="idleTimeout">Longest pause between two of them.</param>
/// <param name="clock">Times the pauses.</param>
internal sealed class ImportStream(IAsyncStreamReader<ImportDatasetRequest> messages, TimeSpan idleTimeout, TimeProvider clock)
{
    private readonly ChunkedMessages<ImportDatasetRequest> _messages = new(
        messages, message => message.PayloadCase == ImportDatasetRequest.PayloadOneofCase.Chunk ? message.Chunk : null, idleTimeout, clock);

    /// <summary>Reads the first message.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: all faults of the header; <c>IMPORT_STALLED</c>.</exception>
    public async Task<ImportRequest> ReadHeaderAsync(CancellationToken cancellationToken) =>
        Read(await _messages.ReadHeaderAsync(message => message.Header, cancellationToken));

    /// <summary>Reads the chunks; each is used up before the next is asked for.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, <c>IMPORT_STALLED</c>.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunksAsync(CancellationToken cancellationToken = default) => _messages.ReadChunksAsync(cancellationToken);

    private static ImportRequest Read(ImportDatasetRequest.Types.Header header)
    {
        var violations = new List<FieldViolation>();
        if (!ResourceId.IsValid(header.DatasetId))
        {
            violations.Add(new("header.dataset_id",
                $"Expected 1-63 characters of a-z, 0-9 and '-', a letter first, a letter or digit last; got '{header.DatasetId}'."));
        }

        if (header.Format.Length > 0 && !TableFormats.All.Contains(header.Format))
        {
            violations.Add(new("header.format",
                $"Expected one of {string.Join(", ", TableFormats.All.Select(format => $"'{format}'"))}, got '{header.Format}'."));
        }

        var digest = default(Sha256Digest);
        if (header.Sha256.Length > 0 && !Sha256Digest.TryParse(header.Sha256, out digest))
        {
            violations.Add(new("header.sha256", $"Expected 64 lower-case hex digits, got '{header.Sha256}'."));
        }

        var ratio = header.HasMaxRejectedRatio ? header.MaxRejectedRatio : ImportRequest.DefaultMaxRejectedRatio;
        if (ratio is not (>= 0 and <= 1))
        {
            violations.Add(new("header.max_rejected_ratio", $"Expected a share in [0, 1], got {ratio}."));
        }

        var kinds = ReadKinds(header, violations);
        return violations.Count > 0
            ? throw CommonErrors.InvalidFields(violations)
            : new ImportRequest
            {
                DatasetId = header.DatasetId,
                Format = header.Format.Length > 0 ? header.Format : TableFormats.Csv,
                Digest = header.Sha256.Length > 0 ? digest : null,
                KindsByColumn = kinds,
                MaxRejectedRatio = ratio,
            };
    }

    private static Dictionary<string, ColumnKind> ReadKinds(
        ImportDatasetRequest.Types.Header header, List<FieldViolation> violations)
    {
        var kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < header.Columns.Count; i++)
        {
            var column = header.Columns[i];
            if (!names.Add(column.Name))
            {
                violations.Add(new($"header.columns[{i}].name", $"'{column.Name}' is named twice."));
            }
            else if (!Enum.IsDefined(column.Kind))
            {
                violations.Add(new($"header.columns[{i}].kind", $"Kind {(int)column.Kind} is not known."));
            }
            else if (column.Kind != Column.Types.Kind.Unspecified)
            {
                kinds[column.Name] = (ColumnKind)column.Kind;
            }
        }

        return kinds;
    }
}
