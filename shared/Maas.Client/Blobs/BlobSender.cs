using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Digests;
using Maas.Errors;
using static Maas.Contracts.ByteStreams.ByteStream;

namespace Maas.Client.Blobs;

/// <summary>Sends one blob that is missing, from where any attempt before stopped. Not thread-safe.</summary>
internal sealed class BlobSender(
    ByteStreamClient bytes, TimeProvider clock, Stream content, Sha256Digest digest, long sizeBytes, IProgress<long>? progress)
{
    /// <summary>
    /// Bytes per message: enough that its overhead is small, and few enough that the arrays it is read into live and die
    /// young (the large object heap begins at 85,000 bytes). 256 KiB was measured at half the speed.
    /// </summary>
    private const int ChunkBytes = 64 * 1024;

    private readonly long _start = content.Position;
    private readonly string _upload = UploadNames.Of(digest, sizeBytes);
    private bool _restarted;

    /// <summary>Goes on where the Registry is. Call it again after an error that passes.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var others = new OtherUpload(clock);
        while (await FindNextByteAsync(cancellationToken) is { } offset)
        {
            if (await others.GoesOnAsync(offset, cancellationToken))
            {
                continue;
            }

            try
            {
                content.Position = _start + offset;
                await WriteAsync(offset, cancellationToken);
                return;
            }
            catch (RpcException error) when (MaasErrors.FromRpc(error, TransferAttempts.Service) is var failure && MayGoOn(failure, offset))
            {
                others.Met(failure);
            }
        }
    }

    /// <summary>
    /// Whether another try can help. A Registry that lost its power may have kept an upload's length and not its bytes;
    /// it finds out by the digest, forgets the upload, and all of it is sent once more, but not twice.
    /// </summary>
    private bool MayGoOn(MaasException failure, long offset)
    {
        if (failure.Reason == OtherUpload.Reason)
        {
            return true;
        }

        var mayRestart = failure.Reason == "DIGEST_MISMATCH" && offset > 0 && !_restarted;
        _restarted |= mayRestart;
        return mayRestart;
    }

    /// <summary>Where the upload goes on; null when it is complete.</summary>
    private async Task<long?> FindNextByteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = await bytes.QueryWriteStatusAsync(
                new QueryWriteStatusRequest { ResourceName = _upload }, cancellationToken: cancellationToken);
            return status.Complete ? null : status.CommittedSize;
        }
        catch (MaasException e) when (e.Code == MaasErrorCode.NotFound)
        {
            return 0;
        }
    }

    private async Task WriteAsync(long offset, CancellationToken cancellationToken)
    {
        using var idle = new IdleTimeout(clock, cancellationToken);
        using var call = bytes.Write(cancellationToken: idle.Token);
        await idle.GuardAsync(async () =>
        {
            var buffer = new byte[(int)Math.Min(ChunkBytes, Math.Max(1, sizeBytes - offset))];
            var finished = false;
            while (!finished)
            {
                var count = await content.ReadAtLeastAsync(
                    buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
                finished = offset + count >= sizeBytes || count == 0;
                var message = new WriteRequest
                {
                    ResourceName = _upload,
                    WriteOffset = offset,
                    FinishWrite = finished,
                    Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, count)),
                };
                if (!await TryWriteAsync(call.RequestStream, message, idle.Token))
                {
                    break;
                }

                idle.Restart();
                offset += count;
                progress?.Report(offset);
            }

            RequireComplete(await call.ResponseAsync);
        });
    }

    /// <summary>A call that ended early without an error is one to go on from.</summary>
    private void RequireComplete(WriteResponse response)
    {
        if (response.CommittedSize != sizeBytes)
        {
            throw CommonErrors.DependencyUnavailable(TransferAttempts.Service);
        }
    }

    /// <summary>False when the server has answered already or the line broke; the answer says which.</summary>
    private static async Task<bool> TryWriteAsync(
        IClientStreamWriter<WriteRequest> stream, WriteRequest message, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(message, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            return false;
        }
    }
}
