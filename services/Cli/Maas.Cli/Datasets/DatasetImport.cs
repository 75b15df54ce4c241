using Google.Protobuf;
using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Training.V1;
using Maas.Digests;
using static Maas.Contracts.Training.V1.TrainingService;

namespace Maas.Cli.Datasets;

/// <summary>Sends a file, or a folder that is packed on the way, to Training.</summary>
internal static class DatasetImport
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>Imports a file as the next version of a dataset.</summary>
    /// <param name="training">Where to.</param>
    /// <param name="header">What it is; the digest of a file is filled in here, that of a folder is not known before.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="progress">Told the sent share, in [0, 1].</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Errors.MaasException">Training refused it.</exception>
    public static async Task<DatasetVersion> RunAsync(
        TrainingServiceClient training, ImportDatasetRequest.Types.Header header, string path,
        IProgress<double> progress, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return await SendAsync(
                training,
                async stream =>
                {
                    await stream.WriteAsync(new ImportDatasetRequest { Header = header }, cancellationToken);
                    await using var chunks = new ChunkStream(stream);
                    await FolderArchive.WriteAsync(path, chunks, progress, cancellationToken);
                    await chunks.FlushAsync(cancellationToken);
                },
                cancellationToken);
        }

        await using var file = File.OpenRead(path);
        header.Sha256 = (await Sha256Digest.OfAsync(file, cancellationToken)).Hex;
        file.Position = 0;
        return await SendAsync(
            training, stream => SendAsync(stream, header, file, progress, cancellationToken), cancellationToken);
    }

    private static async Task<DatasetVersion> SendAsync(
        TrainingServiceClient training, Func<IClientStreamWriter<ImportDatasetRequest>, Task> send, CancellationToken cancellationToken)
    {
        using var call = training.ImportDataset(cancellationToken: cancellationToken);
        try
        {
            await send(call.RequestStream);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // Training has ended the call before all was sent: its answer says why.
        }

        try
        {
            return await call.ResponseAsync;
        }
        catch (RpcException failure)
        {
            throw MaasErrors.FromRpc(failure, "training");
        }
    }

    private static async Task SendAsync(
        IClientStreamWriter<ImportDatasetRequest> stream, ImportDatasetRequest.Types.Header header, FileStream file,
        IProgress<double> progress, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(new ImportDatasetRequest { Header = header }, cancellationToken);
        var buffer = new byte[ChunkBytes];
        int count;
        while ((count = await file.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, cancellationToken)) > 0)
        {
            var chunk = new ImportDatasetRequest { Chunk = ByteString.CopyFrom(buffer, 0, count) };
            await stream.WriteAsync(chunk, cancellationToken);
            progress.Report((double)file.Position / file.Length);
        }
    }
}
