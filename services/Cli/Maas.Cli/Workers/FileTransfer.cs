using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Training.V1;
using static Maas.Contracts.Training.V1.TrainingWorkerService;

namespace Maas.Cli.Workers;

/// <summary>Moves files of one assignment. Thread-safe.</summary>
internal sealed class FileTransfer(TrainingWorkerServiceClient service, Assignment assignment, TimeProvider clock)
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>Fetches a file, going on where a broken line left off.</summary>
    /// <param name="file">Which.</param>
    /// <param name="path">Gets the bytes; nothing is there yet.</param>
    /// <param name="cancellationToken">Leaves what came so far.</param>
    public async Task GetAsync(WorkFile file, string path, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(path, FileMode.Create, FileAccess.Write);
        await Backoff.PersistAsync(
            async () =>
            {
                using var call = service.GetWorkFile(
                    new GetWorkFileRequest
                    {
                        TrainingJob = assignment.TrainingJob, Lease = assignment.Lease, File = file, Offset = target.Length,
                    },
                    cancellationToken: cancellationToken);
                await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    await target.WriteAsync(message.Chunk.Memory, cancellationToken);
                }
            },
            clock, cancellationToken);
    }

    /// <summary>Brings a file, until the service has it.</summary>
    public Task PutAsync(WorkFile file, string path, CancellationToken cancellationToken, string variant = "") =>
        Backoff.PersistAsync(() => PutOnceAsync(file, path, cancellationToken, variant), clock, cancellationToken);

    /// <summary>Brings a file; the next try may succeed when this one fails.</summary>
    public async Task PutOnceAsync(WorkFile file, string path, CancellationToken cancellationToken, string variant = "")
    {
        // The worker process replaces checkpoints by new files; this one stays as it is.
        await using var content = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        content.Position = 0;
        using var call = service.UploadWorkFile(cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(
                new UploadWorkFileRequest
                {
                    Header = new()
                    {
                        TrainingJob = assignment.TrainingJob, Lease = assignment.Lease, File = file, Sha256 = digest, Variant = variant,
                    },
                },
                cancellationToken);
            var buffer = new byte[ChunkBytes];
            while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var count)
            {
                await call.RequestStream.WriteAsync(
                    new UploadWorkFileRequest { Chunk = ByteString.CopyFrom(buffer, 0, count) }, cancellationToken);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            // The service has answered before it read everything; its answer says why.
        }

        await call.ResponseAsync;
    }
}
