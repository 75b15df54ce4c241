using System.Globalization;
using Maas.Digests;
using Maas.Errors;
using Maas.Storage.Blobs;

namespace Maas.Registry;

/// <summary>Every failure the registry tells a caller about. Mirrors <c>registry_error_reason.proto</c>.</summary>
internal static class RegistryErrors
{
    private const string Domain = "registry.maas";

    public static MaasException ResourceNotFound(string resource) =>
        new(MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND", Domain, $"'{resource}' does not exist.")
        {
            Metadata = Values(("resource", resource)),
        };

    /// <param name="resource">Its name.</param>
    /// <param name="expireTime">When it is purged, if it was deleted.</param>
    public static MaasException ResourceAlreadyExists(string resource, DateTimeOffset? expireTime = null) =>
        new(MaasErrorCode.AlreadyExists, "RESOURCE_ALREADY_EXISTS", Domain,
            expireTime is { } time
                ? string.Create(CultureInfo.InvariantCulture, $"'{resource}' was deleted and is kept until {time:u}. Undelete it, or choose another id.")
                : $"'{resource}' is there already. Get it, or choose another id.")
        {
            Metadata = Values(("resource", resource)),
        };

    public static MaasException EtagMismatch(string resource, string currentEtag) =>
        new(MaasErrorCode.Aborted, "ETAG_MISMATCH", Domain,
            $"'{resource}' was changed by someone else; its etag is now {currentEtag}. Read it again and retry.")
        {
            Metadata = Values(("resource", resource), ("currentEtag", currentEtag)),
        };

    public static MaasException AliasMoved(string alias, string expected, string current) =>
        new(MaasErrorCode.Aborted, "ALIAS_MOVED", Domain,
            $"'{alias}' was expected at '{expected}' and is at '{current}'. Read it again and decide again.")
        {
            Metadata = Values(
                ("resource", alias), ("expectedModelVersion", expected), ("currentModelVersion", current)),
        };

    public static MaasException DigestMismatch(BlobMismatchException mismatch) =>
        new(MaasErrorCode.InvalidArgument, "DIGEST_MISMATCH", Domain,
            $"{mismatch.Message} Nothing was stored; upload again from offset 0.", mismatch)
        {
            Metadata = Values(
                ("expectedSha256", mismatch.Expected.Hex),
                ("actualSha256", mismatch.Actual?.Hex ?? ""),
                ("expectedSizeBytes", Text(mismatch.ExpectedSizeBytes)),
                ("actualSizeBytes", Text(mismatch.ActualSizeBytes))),
        };

    public static MaasException BlobCorrupt(BlobCorruptException corrupt) =>
        new(MaasErrorCode.DataLoss, "BLOB_CORRUPT", Domain, $"{corrupt.Message} Upload it again.", corrupt)
        {
            Metadata = Values(("sha256", corrupt.Digest.Hex)),
        };

    public static MaasException BlobMissing(IReadOnlyCollection<Sha256Digest> missing) =>
        new(MaasErrorCode.FailedPrecondition, "BLOB_MISSING", Domain,
            $"{missing.Count} blobs are not stored: {string.Join(", ", missing)}. Upload them first.")
        {
            Metadata = Values(("missingSha256", string.Join(",", missing))),
        };

    public static MaasException UploadOffsetMismatch(Guid uploadId, long committedBytes, long offset) =>
        new(MaasErrorCode.OutOfRange, "UPLOAD_OFFSET_MISMATCH", Domain,
            $"Upload {uploadId:D} has {committedBytes} bytes, and the message begins at {offset}. Go on at {committedBytes}.")
        {
            Metadata = Values(
                ("uploadId", uploadId.ToString("D")),
                ("committedSizeBytes", Text(committedBytes)),
                ("offsetBytes", Text(offset))),
        };

    public static MaasException UploadBusy(Guid uploadId) =>
        new(MaasErrorCode.Aborted, "UPLOAD_BUSY", Domain,
            $"Upload {uploadId:D} is being written by another call. Wait for it to end, ask QueryWriteStatus, resume.")
        {
            Metadata = Values(("uploadId", uploadId.ToString("D"))),
        };

    public static MaasException UploadIdle(Guid uploadId, long committedBytes, TimeSpan timeout) =>
        new(MaasErrorCode.DeadlineExceeded, "UPLOAD_IDLE", Domain,
            $"Upload {uploadId:D} stood still for {Text(timeout.TotalSeconds)} s at {committedBytes} bytes, which are kept. Resume there.")
        {
            Metadata = Values(
                ("uploadId", uploadId.ToString("D")),
                ("committedSizeBytes", Text(committedBytes)),
                ("idleTimeoutSeconds", Text(timeout.TotalSeconds))),
        };

    public static MaasException BlobTooLarge(long sizeBytes, long maxSizeBytes) =>
        new(MaasErrorCode.InvalidArgument, "BLOB_TOO_LARGE", Domain,
            $"The blob would have {sizeBytes} bytes; this registry takes {maxSizeBytes} at most.")
        {
            Metadata = Values(("sizeBytes", Text(sizeBytes)), ("maxSizeBytes", Text(maxSizeBytes))),
        };

    public static MaasException ModelInvalid(string path, string problem) =>
        new(MaasErrorCode.InvalidArgument, "MODEL_INVALID", Domain,
            $"'{path}' is not a model that can be served: {problem} Export the model again.")
        {
            Metadata = Values(("path", path), ("problem", problem)),
        };

    public static MaasException SignatureMismatch(string tensor, string expected, string actual) =>
        new(MaasErrorCode.InvalidArgument, "SIGNATURE_MISMATCH", Domain,
            $"Signature of '{tensor}': expected {expected}, got {actual}. Correct it or leave the field out.")
        {
            Metadata = Values(("tensor", tensor), ("expected", expected), ("actual", actual)),
        };

    public static MaasException RevisionOutOfRange(long revision, long oldest, long current) =>
        new(MaasErrorCode.OutOfRange, "REVISION_OUT_OF_RANGE", Domain,
            $"Changes after revision {revision} cannot be sent: kept are {oldest} to {current}. " +
            $"List, then watch from {current}.")
        {
            Metadata = Values(
                ("revision", Text(revision)), ("oldestRevision", Text(oldest)), ("currentRevision", Text(current))),
        };

    public static MaasException ReadOutOfRange(Sha256Digest digest, long sizeBytes, long offset) =>
        new(MaasErrorCode.OutOfRange, "READ_OUT_OF_RANGE", Domain,
            $"Blob {digest} has {sizeBytes} bytes, and the read begins at {offset}.")
        {
            Metadata = Values(
                ("sha256", digest.Hex), ("sizeBytes", Text(sizeBytes)), ("offsetBytes", Text(offset))),
        };

    public static MaasException ResourceInUse(string resource, IReadOnlyCollection<string> usedBy) =>
        new(MaasErrorCode.FailedPrecondition, "RESOURCE_IN_USE", Domain,
            $"'{resource}' is used by {string.Join(", ", usedBy.Take(10))}{(usedBy.Count > 10 ? " and more" : "")}. Move or delete those first.")
        {
            Metadata = Values(("resource", resource), ("usedBy", string.Join(",", usedBy.Take(10)))),
        };

    public static MaasException StateConflict(string resource, string state, string expected) =>
        new(MaasErrorCode.FailedPrecondition, "STATE_CONFLICT", Domain,
            $"'{resource}' is {state}; expected {expected}. {(state == "Deleted" ? "Undelete it first." : "Read it and decide again.")}")
        {
            Metadata = Values(("resource", resource), ("state", state), ("expected", expected)),
        };

    public static MaasException NothingToRollBack(string resource) =>
        new(MaasErrorCode.FailedPrecondition, "NOTHING_TO_ROLL_BACK", Domain,
            $"'{resource}' has nothing to go back to: it did not exist or served nothing then, or is there already. Look at its history.")
        {
            Metadata = Values(("resource", resource)),
        };

    public static MaasException ModelRejected(string outcome, string problem) =>
        new(MaasErrorCode.InvalidArgument, "MODEL_REJECTED", Domain,
            $"The model did not pass its first load: {problem} Export another model.")
        {
            Metadata = Values(("outcome", outcome), ("problem", problem)),
        };

    public static MaasException SandboxUnavailable() =>
        new(MaasErrorCode.FailedPrecondition, "SANDBOX_UNAVAILABLE", Domain,
            "The model was not looked at: what loads it for the first time cannot be started. Ask the operator, whose log says why.");

    public static MaasException TransferTooSlow(string resource, long transferredBytes, long minBytesPerSecond, TimeSpan period) =>
        new(MaasErrorCode.DeadlineExceeded, "TRANSFER_TOO_SLOW", Domain,
            $"'{resource}' moved less than {minBytesPerSecond} bytes per second for {Text(period.TotalSeconds)} s, after " +
            $"{transferredBytes} bytes in this call. Resume on a faster line; what was uploaded is kept.")
        {
            Metadata = Values(
                ("resource", resource),
                ("transferredSizeBytes", Text(transferredBytes)),
                ("minBytesPerSecond", Text(minBytesPerSecond)),
                ("periodSeconds", Text(period.TotalSeconds))),
        };

    private static Dictionary<string, string> Values(params ReadOnlySpan<(string Key, string Value)> values)
    {
        var metadata = new Dictionary<string, string>();
        foreach (var (key, value) in values)
        {
            metadata[key] = value;
        }

        return metadata;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
