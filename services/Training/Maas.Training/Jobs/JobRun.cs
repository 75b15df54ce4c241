namespace Maas.Training.Jobs;

/// <summary>One job under way in this process. Thread-safe.</summary>
/// <param name="job">As it was claimed.</param>
internal sealed class JobRun(Job job) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private volatile Job _job = job;

    /// <summary>The job, as it was claimed or trained.</summary>
    public Job Job
    {
        get => _job;
        set => _job = value;
    }

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
