using Maas.Errors;
using Maas.Storage.Blobs;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Artifacts;

/// <summary>Takes blobs in, resumably. Thread-safe.</summary>
internal sealed class ArtifactUploads(BlobStore blobs, IOptions<RegistryOptions> options, TimeProvider clock)
{
    /// <summary>How far an upload has come.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>INVALID_FIELD</c>.</exception>
    public (long CommittedBytes, bool IsComplete) GetStatus(string resourceName)
    {
        var key = BlobNames.ParseUpload(resourceName);
        if (blobs.TryKeep(key.Digest, key.SizeBytes))
        {
            return (key.SizeBytes, true);
        }

        return blobs.FindUploadedBytes(key) is { } bytes
            ? (bytes, false)
            : throw RegistryErrors.ResourceNotFound(resourceName);
    }

    /// <summary>
    /// Writes the messages of one call. Ends with the message that is the last, with the call, or at once when the
    /// blob is stored already.
    /// </summary>
    /// <returns>How many bytes of the blob are committed; when that is its size, it is stored.</returns>
    /// <exception cref="MaasException">
    /// <c>UPLOAD_OFFSET_MISMATCH</c>, <c>UPLOAD_BUSY</c>, <c>UPLOAD_IDLE</c>, <c>TRANSFER_TOO_SLOW</c>,
    /// <c>DIGEST_MISMATCH</c>, <c>BLOB_TOO_LARGE</c>, <c>INVALID_FIELD</c>.
    /// </exception>
    public async Task<long> WriteAsync(IAsyncEnumerator<UploadMessage> messages, CancellationToken cancellationToken)
    {
        if (!await MoveNextAsync(messages, pace: null, Guid.Empty, committedBytes: 0))
        {
            throw CommonErrors.InvalidField("resource_name", "Expected a first message that names the upload; the call had none.");
        }

        var key = BlobNames.ParseUpload(messages.Current.ResourceName);
        if (key.SizeBytes > options.Value.MaxBlobBytes)
        {
            throw RegistryErrors.BlobTooLarge(key.SizeBytes, options.Value.MaxBlobBytes);
        }

        if (blobs.TryKeep(key.Digest, key.SizeBytes))
        {
            return key.SizeBytes;
        }

        await using var upload = await blobs.TryOpenUploadAsync(key, cancellationToken)
            ?? throw RegistryErrors.UploadBusy(key.UploadId);
        try
        {
            return await WriteAsync(upload, key, messages, cancellationToken);
        }
        catch (BlobMismatchException e)
        {
            throw RegistryErrors.DigestMismatch(e);
        }
    }

    private async Task<long> WriteAsync(
        BlobUpload upload, BlobUploadKey key, IAsyncEnumerator<UploadMessage> messages, CancellationToken cancellationToken)
    {
        var resourceName = messages.Current.ResourceName;
        var pace = new TransferPace(resourceName, options.Value, clock);
        do
        {
            var message = messages.Current;
            if (message.ResourceName.Length > 0 && message.ResourceName != resourceName)
            {
                throw CommonErrors.InvalidField(
                    "resource_name", $"Expected '{resourceName}' as in the first message, or nothing; got '{message.ResourceName}'.");
            }

            if (message.Offset != upload.CommittedBytes)
            {
                throw RegistryErrors.UploadOffsetMismatch(key.UploadId, upload.CommittedBytes, message.Offset);
            }

            await upload.AppendAsync(message.Content, cancellationToken);
            pace.Moved(message.Content.Length);
            if (message.IsLast)
            {
                await upload.CompleteAsync();
                return key.SizeBytes;
            }
        }
        while (await MoveNextAsync(messages, pace, key.UploadId, upload.CommittedBytes));
        return upload.CommittedBytes;
    }

    /// <summary>The server framework turns its own limits off for streams from clients; these are ours.</summary>
    private async Task<bool> MoveNextAsync(
        IAsyncEnumerator<UploadMessage> messages, TransferPace? pace, Guid uploadId, long committedBytes)
    {
        var next = messages.MoveNextAsync();
        if (next.IsCompleted)
        {
            return await next;
        }

        var idle = options.Value.UploadIdleTimeout;
        var left = pace?.Left is { } paced && paced != Timeout.InfiniteTimeSpan && paced < idle ? paced : idle;
        try
        {
            return await next.AsTask().WaitAsync(left, clock);
        }
        catch (TimeoutException)
        {
            throw left < idle ? pace!.TooSlow() : RegistryErrors.UploadIdle(uploadId, committedBytes, idle);
        }
    }
}
