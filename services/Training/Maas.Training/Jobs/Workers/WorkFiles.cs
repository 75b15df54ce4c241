using Maas.Digests;
using Maas.Errors;
using Maas.Processes;
using Maas.Storage.Blobs;
using Maas.Training.Datasets;
using Maas.Training.Storage;

namespace Maas.Training.Jobs.Workers;

/// <summary>Files that go between the service and workers on other machines. Thread-safe.</summary>
internal sealed class WorkFiles(RemoteWorkers workers, DatasetStore datasets, TableStore tables)
{
    private const long MaxFileBytes = 10L << 30;

    // Of what is read into memory.
    private const long MaxReadBytes = 64L << 20;

    /// <summary>Opens the table of an attempt.</summary>
    /// <exception cref="MaasException"><c>LEASE_LOST</c>.</exception>
    public async Task<Stream> OpenTableAsync(string id, string lease, CancellationToken cancellationToken)
    {
        var work = await workers.GetAsync(id, lease, cancellationToken);
        var version = await datasets.GetVersionAsync(work.Job.Spec.DatasetId, work.Job.Spec.DatasetNumber, cancellationToken);
        return File.OpenRead(tables.GetPath(version.Table));
    }

    /// <summary>Opens the checkpoint that an earlier attempt left.</summary>
    /// <exception cref="MaasException"><c>LEASE_LOST</c>; <c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<Stream> OpenCheckpointAsync(string id, string lease, CancellationToken cancellationToken)
    {
        var work = await workers.GetAsync(id, lease, cancellationToken);
        var folder = await work.Begun;
        return folder is not null && File.Exists(folder.CheckpointPath)
            ? File.OpenRead(folder.CheckpointPath)
            : throw TrainingErrors.ResourceNotFound($"{work.Job.Name}/{TrainingProgram.CheckpointName}");
    }

    /// <summary>Takes a file into the folder of an attempt: whole, on disk, or not at all.</summary>
    /// <param name="id">The job.</param>
    /// <param name="lease">Of the attempt.</param>
    /// <param name="name">A name of <see cref="TrainingProgram"/>; that of a variant only when the job asks for it.</param>
    /// <param name="digest">Of all bytes.</param>
    /// <param name="chunks">The bytes.</param>
    /// <param name="cancellationToken">Before the file is in place, nothing is kept.</param>
    /// <exception cref="MaasException"><c>LEASE_LOST</c>, <c>INVALID_FIELD</c>, <c>DIGEST_MISMATCH</c>, <c>DATA_TOO_LARGE</c>.</exception>
    public async Task PutAsync(
        string id, string lease, string name, Sha256Digest digest, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks,
        CancellationToken cancellationToken)
    {
        var work = await workers.GetAsync(id, lease, cancellationToken);
        RequireKnown(name, work.Job);
        var folder = (await work.Begun)!.FullPath;
        var staged = Path.Combine(folder, $"{Guid.NewGuid():N}.part");
        var maxBytes = name is TrainingProgram.OutcomeName or TrainingProgram.FailureName or TrainingProgram.BaselineName ? MaxReadBytes : MaxFileBytes;

        // One at a time, so that a worker takes no more room than its files do.
        var turn = work.TurnOf(name);
        await turn.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(staged, maxBytes, digest, chunks, cancellationToken);

            // The folder is this attempt's alone, so what comes late could only be lost, not do harm.
            await workers.GetAsync(id, lease, cancellationToken);
            DurableFile.Place(staged, Path.Combine(folder, name));
        }
        catch (IOException) when (!Directory.Exists(folder))
        {
            throw TrainingErrors.LeaseLost(work.Job.Name);
        }
        finally
        {
            if (File.Exists(staged))
            {
                File.Delete(staged);
            }

            turn.Release();
        }
    }

    // The name of a variant comes from the worker, and becomes a path.
    private static void RequireKnown(string name, Job job)
    {
        if (name is not (TrainingProgram.ModelName or TrainingProgram.BaselineName or TrainingProgram.OutcomeName or TrainingProgram.FailureName
            or TrainingProgram.CheckpointName) && job.Spec.VariantNames.All(variant => TrainingProgram.VariantName(variant) != name))
        {
            throw CommonErrors.InvalidField(
                "header.variant", $"Expected a variant that '{job.Name}' asks for ({TrainingErrors.List(job.Spec.VariantNames)}), got '{TrainingProgram.VariantOf(name)}'.");
        }
    }

    private static async Task WriteAsync(
        string path, long maxBytes, Sha256Digest digest, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await using var hash = new BackgroundDigest();
        await foreach (var chunk in chunks.WithCancellation(cancellationToken))
        {
            if (file.Length + chunk.Length > maxBytes)
            {
                throw TrainingErrors.DataTooLarge(maxBytes);
            }

            await hash.AppendAsync(chunk);
            await file.WriteAsync(chunk, cancellationToken);
        }

        var actual = await hash.GetAsync();
        if (actual != digest)
        {
            throw TrainingErrors.DigestMismatch(digest, actual);
        }

        file.Flush(flushToDisk: true);
    }
}
