using Google.Protobuf;
using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Training.V1;
using Maas.Digests;
using static Maas.Contracts.Training.V1.TrainingService;

namespace Maas.Cli.Datasets;

/// <summary>Sends a file to Training.</summary>
internal static class DatasetImport
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>Imports a file as the next version of a dataset.</summary>
    /// <param name="training">Where to.</param>
    /// <param name="header">What it is; the digest is filled in here.</param>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told the sent share, in [0, 1].</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Errors.MaasException">Training refused it.</exception>
    public static async Task<DatasetVersion> RunAsync(
        TrainingServiceClient training, ImportDatasetRequest.Types.Header header, string path,
        IProgress<double> progress, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        header.Sha256 = (await Sha256Digest.OfAsync(file, cancellationToken)).Hex;
        file.Position = 0;

        using var call = training.ImportDataset(cancellationToken: cancellationToken);
        try
        {
            await SendAsync(call.RequestStream, header, file, progress, cancellationToken);
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // Training has ended the call before the file: its answer says why.
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

        await stream.CompleteAsync();
    }
}
