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
public sealed partial class BlobTransfer(MaasChannel channel, TimeProvider? clock = null)
{
    /// <summary>The Registry takes as many in one question.</summary>
    private const int MaxNames = 1000;

    private readonly RegistryServiceClient _registry = new(channel.Invoker);
    private readonly ByteStreamClient _bytes = new(channel.Invoker);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ResiliencePipeline _attempts = TransferAttempts.Create(clock ?? TimeProvider.System);

    /// <summary>Stores a blob; sends nothing when it is stored already.</summary>
    /// <remarks>
    /// One blob goes over one stream, from its start to its end: the digest is that of one run of bytes. An upload that
    /// was broken off, by the line or by the end of this process or the Registry's, is gone on with by the next one of
    /// the same user on the same machine. When two upload the same blob at once, one waits for the other.
    /// </remarks>
    /// <param name="content">Seekable; the blob is what lies between its position and its end.</param>
    /// <param name="digest">Digest of those bytes.</param>
    /// <param name="sizeBytes">How many they are.</param>
    /// <param name="cancellationToken">Stops; what was sent is kept for the next upload of the blob, for a day by default.</param>
    /// <param name="progress">Told the bytes sent so far, after each message and when done.</param>
    /// <exception cref="MaasException">
    /// <c>DIGEST_MISMATCH</c>: the content is not what was said. <c>BLOB_TOO_LARGE</c>. <c>UPLOAD_BUSY</c>: another
    /// process holds the upload and does not go on. <c>UNAVAILABLE</c>: the Registry stayed away through all attempts.
    /// </exception>
    public async Task UploadAsync(
        Stream content, Sha256Digest digest, long sizeBytes, CancellationToken cancellationToken,
        IProgress<long>? progress = null)
    {
        var upload = new BlobSender(_bytes, _clock, content, digest, sizeBytes, progress);
        var isMissing = false;
        await TransferAttempts.RunAsync(_attempts, async token =>
        {
            isMissing = isMissing || (await FindMissingAsync([(digest, sizeBytes)], token)).Count > 0;
            if (isMissing)
            {
                await upload.SendAsync(token);
            }
        }, cancellationToken);
        progress?.Report(sizeBytes);
    }

    /// <summary>Fetches a blob. Use nothing of what was written before the task has ended well.</summary>
    /// <remarks>
    /// The digest of the whole is always checked here. The Registry checks it as well while it sends, but only when it
    /// sends from the start: from an offset on it sends what it has.
    /// </remarks>
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
        await using var received = await BlobReceiver.CreateAsync(digest, sizeBytes, destination, offset, cancellationToken);
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

    private async Task<HashSet<Sha256Digest>> FindMissingAsync(
        IEnumerable<(Sha256Digest Digest, long SizeBytes)> blobs, CancellationToken cancellationToken)
    {
        var missing = new HashSet<Sha256Digest>();
        foreach (var names in blobs.Chunk(MaxNames))
        {
            var request = new FindMissingBlobsRequest
            {
                Blobs = { names.Select(name => new BlobReference { Sha256 = name.Digest.Hex, SizeBytes = name.SizeBytes }) },
            };
            var answer = await _registry.FindMissingBlobsAsync(request, cancellationToken: cancellationToken);
            missing.UnionWith(answer.MissingBlobs.Select(blob => Sha256Digest.Parse(blob.Sha256)));
        }

        return missing;
    }
}
