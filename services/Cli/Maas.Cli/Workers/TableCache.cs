using System.Security.Cryptography;
using Maas.Contracts.Training.V1;
using static Maas.Contracts.Training.V1.TrainingWorkerService;

namespace Maas.Cli.Workers;

/// <summary>
/// Tables by digest, each fetched once; those that were not used for longest make room for others. Thread-safe.
/// </summary>
internal sealed class TableCache(TrainingWorkerServiceClient service, WorkerSettings settings, TimeProvider clock) : IDisposable
{
    // What was used so lately may be in use.
    private static readonly TimeSpan ShortestStay = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _fetching = new(1, 1);

    /// <summary>Where the table of an assignment lies.</summary>
    /// <exception cref="IOException">The bytes that came are not those of the table, or find no room.</exception>
    public async Task<string> GetAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        var path = Path.Combine(settings.TablesPath, $"{Path.GetFileName(assignment.TableSha256)}.parquet");
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(path))
            {
                MakeRoom(assignment.TableSizeBytes);
                await FetchAsync(assignment, path, cancellationToken);
            }

            File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime);
            return path;
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _fetching.Dispose();

    private async Task FetchAsync(Assignment assignment, string path, CancellationToken cancellationToken)
    {
        var staged = Path.Combine(settings.TablesPath, $"{Guid.NewGuid():N}.part");
        try
        {
            await new FileTransfer(service, assignment, clock).GetAsync(WorkFile.Table, staged, cancellationToken);
            await using (var content = File.OpenRead(staged))
            {
                var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
                if (digest != assignment.TableSha256)
                {
                    throw new IOException($"The table came with SHA-256 {digest}, expected {assignment.TableSha256}.");
                }
            }

            File.Move(staged, path, overwrite: true);
        }
        finally
        {
            File.Delete(staged);
        }
    }

    private void MakeRoom(long bytes)
    {
        var folder = Directory.CreateDirectory(settings.TablesPath);
        var files = folder.EnumerateFiles().OrderBy(file => file.LastWriteTimeUtc).ToList();
        var total = files.Sum(file => file.Length) + bytes;
        var newest = clock.GetUtcNow().UtcDateTime - ShortestStay;
        foreach (var file in files.TakeWhile(file => file.LastWriteTimeUtc < newest))
        {
            if (total <= settings.CacheBytes)
            {
                return;
            }

            total -= file.Length;
            file.Delete();
        }
    }
}
