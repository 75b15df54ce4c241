namespace Maas.Training.Jobs;

/// <summary>One job under way in this process. Thread-safe.</summary>
/// <param name="job">As it was claimed.</param>
internal sealed class JobRun(Job job) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The job, as it was claimed.</summary>
    public Job Job => job;

    /// <summary>Cancelled when it shall stop.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Has it stop.</summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
