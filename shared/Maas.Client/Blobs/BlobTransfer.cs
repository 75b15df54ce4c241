using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.Errors;
using Polly;
using static Maas.Contracts.ByteStreams.ByteStream;
using static Maas.Contracts.Registry.V1.RegistryService;

namespace Maas.Client.Blobs;

/// <summary>
/// Moves blobs to and from the Registry. A transfer that breaks off goes on where it stopped, a bounded number of
/// times; nothing is accepted whose digest is not the one asked for. Thread-safe.
/// </summary>
/// <param name="channel">Connection to the Registry; not disposed here.</param>
/// <param name="clock">Times the waits between attempts; null means the system's.</param>
public sealed class BlobTransfer(MaasChannel channel, TimeProvider? clock = null)
{
    /// <summary>
    /// Bytes per message: enough that its overhead is small, and few enough that the arrays it is read into live and die
    /// young (the large object heap begins at 85,000 bytes). 256 KiB was measured at half the speed.
    /// </summary>
    private const int ChunkBytes = 64 * 1024;

    private readonly RegistryServiceClient _registry = new(channel.Invoker);
    private readonly ByteStreamClient _bytes = new(channel.Invoker);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ResiliencePipeline _attempts = TransferAttempts.Create(clock ?? TimeProvider.System);

    /// <summary>Stores a blob; sends nothing when it is stored already.</summary>
    /// <param name="content">Seekable; the blob is what lies between its position and its end.</param>
    /// <param name="digest">Digest of those bytes.</param>
    /// <param name="sizeBytes">How many they are.</param>
    /// <param name="cancellationToken">Stops; what was sent can be continued by nobody and is swept later.</param>
    /// <param name="progress">Told the bytes stored so far, after each message and when done.</param>
    /// <exception cref="MaasException">
    /// <c>DIGEST_MISMATCH</c>: the content is not what was said. <c>BLOB_TOO_LARGE</c>. <c>UNAVAILABLE</c>: the
    /// Registry stayed away through all attempts.
    /// </exception>
    public async Task UploadAsync(
        Stream content, Sha256Digest digest, long sizeBytes, CancellationToken cancellationToken,
        IProgress<long>? progress = null)
    {
        var start = content.Position;
        var upload = $"uploads/{Guid.NewGuid():D}/blobs/{digest.Hex}/{sizeBytes}";
        var attempt = 0;
        await TransferAttempts.RunAsync(_attempts, async token =>
        {
            var next = attempt++ == 0
                ? await FindFirstMissingByteAsync(digest, sizeBytes, token)
                : await FindNextByteAsync(upload, token);
            if (next is { } offset)
            {
                content.Position = start + offset;
                await WriteAsync(upload, content, offset, sizeBytes, progress, token);
            }
        }, cancellationToken);
        progress?.Report(sizeBytes);
    }

    /// <summary>Fetches a blob. Use nothing of what was written before the task has ended well.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="sizeBytes">Its size.</param>
    /// <param name="destination">Written from its position on.</param>
    /// <param name="cancellationToken">Stops; what was written stays written.</param>
    /// <param name="offset">
    /// Bytes of the blob that <paramref name="destination"/> holds already, right before its position. Above 0 it must
    /// be readable and seekable: those bytes are read again for the digest.
    /// </param>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>; <c>BLOB_CORRUPT</c>: the bytes do not hash to the digest. <c>UNAVAILABLE</c>: the
    /// Registry stayed away through all attempts.
    /// </exception>
    public async Task DownloadAsync(
        Sha256Digest digest, long sizeBytes, Stream destination, CancellationToken cancellationToken, long offset = 0)
    {
        using var received = await BlobReceiver.CreateAsync(digest, sizeBytes, destination, offset, cancellationToken);
        await TransferAttempts.RunAsync(_attempts, async token =>
        {
            using var idle = new IdleTimeout(_clock, token);
            using var call = _bytes.Read(
                new ReadRequest { ResourceName = $"blobs/{digest.Hex}/{sizeBytes}", ReadOffset = received.Bytes },
                cancellationToken: idle.Token);
            await idle.GuardAsync(async () =>
            {
                while (await call.ResponseStream.MoveNext(idle.Token))
                {
                    idle.Restart();
                    await received.AppendAsync(call.ResponseStream.Current.Data.Memory, token);
                }
            });
        }, cancellationToken);
        received.Verify();
    }

    /// <summary>0 when the blob is missing, null when it is stored.</summary>
    private async Task<long?> FindFirstMissingByteAsync(
        Sha256Digest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        var request = new FindMissingBlobsRequest
        {
            Blobs = { new BlobReference { Sha256 = digest.Hex, SizeBytes = sizeBytes } },
        };
        var answer = await _registry.FindMissingBlobsAsync(request, cancellationToken: cancellationToken);
        return answer.MissingBlobs.Count == 0 ? null : 0;
    }

    /// <summary>Where the upload goes on; null when it is complete.</summary>
    private async Task<long?> FindNextByteAsync(string upload, CancellationToken cancellationToken)
    {
        try
        {
            var status = await _bytes.QueryWriteStatusAsync(
                new QueryWriteStatusRequest { ResourceName = upload }, cancellationToken: cancellationToken);
            return status.Complete ? null : status.CommittedSize;
        }
        catch (MaasException e) when (e.Code == MaasErrorCode.NotFound)
        {
            return 0;
        }
    }

    private async Task WriteAsync(
        string upload, Stream content, long offset, long sizeBytes, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        using var idle = new IdleTimeout(_clock, cancellationToken);
        using var call = _bytes.Write(cancellationToken: idle.Token);
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
                    ResourceName = upload,
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

            RequireComplete(await call.ResponseAsync, sizeBytes);
        });
    }

    /// <summary>A call that ended early without an error is one to go on from.</summary>
    private static void RequireComplete(WriteResponse response, long sizeBytes)
    {
        if (response.CommittedSize != sizeBytes)
        {
            throw CommonErrors.DependencyUnavailable("registry");
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
