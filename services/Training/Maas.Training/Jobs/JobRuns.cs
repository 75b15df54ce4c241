using System.Collections.Concurrent;

namespace Maas.Training.Jobs;

/// <summary>Jobs under way in this process, so that others can stop them. Thread-safe.</summary>
internal sealed class JobRuns : IDisposable
{
    private readonly ConcurrentDictionary<(string Id, int Attempt), JobRun> _runs = new();
    private readonly CancellationTokenSource _ending = new();

    /// <summary>The jobs, as they were claimed.</summary>
    public IReadOnlyList<Job> Held => [.. _runs.Values.Select(run => run.Job)];

    /// <summary>Their ids.</summary>
    public IReadOnlyList<string> HeldIds => [.. _runs.Keys.Select(key => key.Id).Distinct(StringComparer.Ordinal)];

    /// <summary>Cancelled when the service goes down.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>A job gets under way.</summary>
    public JobRun Begin(Job job) => _runs[(job.Id, job.AttemptCount)] = new JobRun(job);

    /// <summary>It is not any more.</summary>
    public void End(JobRun run) => _runs.TryRemove(new((run.Job.Id, run.Job.AttemptCount), run));

    /// <summary>Stops what runs of a job: it was marked as cancelling, or somebody else has it.</summary>
    public void Cancel(Job job)
    {
        if (_runs.TryGetValue((job.Id, job.AttemptCount), out var run))
        {
            run.Stop();
        }
    }

    /// <summary>The service goes down.</summary>
    public void EndAll() => _ending.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _ending.Dispose();
}
