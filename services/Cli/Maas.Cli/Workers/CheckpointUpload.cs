using Maas.Contracts.Training.V1;

namespace Maas.Cli.Workers;

/// <summary>Brings each new checkpoint to the service, so that another worker can go on from it. Not thread-safe.</summary>
internal sealed class CheckpointUpload(FileTransfer files, string path, Action<string> note, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private DateTime _brought = Stamp(path);

    /// <summary>Looks for new ones until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await TryBringAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The training has ended.
        }
    }

    /// <summary>Brings the checkpoint when there is a new one. What fails is tried again with the next look.</summary>
    public async Task TryBringAsync(CancellationToken cancellationToken)
    {
        var stamp = Stamp(path);
        if (stamp == _brought)
        {
            return;
        }

        try
        {
            await files.PutOnceAsync(WorkFile.Checkpoint, path, cancellationToken);
            _brought = stamp;
        }
        catch (Exception error) when (error is FileNotFoundException || Backoff.IsPassing(error) || Backoff.IsLost(error))
        {
            // Taken away by the program that has ended; or the service is away, or will say stop.
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A training is worth more than the record of where it stood.
            note($"a checkpoint could not be brought: {error.Message}");
        }
    }

    // A file that is not there has the year 1601.
    private static DateTime Stamp(string path) => File.GetLastWriteTimeUtc(path);
}
