using System.Threading.Channels;

namespace Maas.Training.Jobs.Searching;

/// <summary>The jobs of a search that are under way, and what is heard of them. One caller at a time, but for <see cref="Wake"/>.</summary>
internal sealed class RunningTrials(TrialJobs jobs, SearchClock clock)
{
    // A worker that does not answer is given up then; its lease runs out.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    private readonly Channel<(int Number, Job Job)?> _changes =
        Channel.CreateUnbounded<(int Number, Job Job)?>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Dictionary<int, Job> _running = [];

    /// <summary>Numbers of their trials.</summary>
    public IReadOnlyCollection<int> Numbers => _running.Keys;

    /// <summary>Puts a job into the queue, or finds the one that is there already.</summary>
    /// <param name="origin">What it is of the search.</param>
    /// <param name="spec">What it trains, complete.</param>
    /// <param name="cancellationToken">Before the job is stored, nothing is kept.</param>
    public async Task BeginAsync(TrialOrigin origin, JobSpec spec, CancellationToken cancellationToken) =>
        _running[origin.Number] = await jobs.BeginAsync(origin, spec, job => _changes.Writer.TryWrite((origin.Number, job)), cancellationToken);

    /// <summary>Has who listens look up. Thread-safe.</summary>
    public void Wake() => _changes.Writer.TryWrite(null);

    /// <summary>Waits for the next change of one of them. Its end is told once, and then it is not among them any more.</summary>
    /// <returns>Null when it was woken.</returns>
    public async Task<(int Number, Job Job)?> HearAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var heard = await _changes.Reader.ReadAsync(cancellationToken);
            if (heard is not { Job.IsFinal: true } ended || _running.Remove(ended.Number))
            {
                return heard;
            }
        }
    }

    /// <summary>Asks one to stop. Its end is heard.</summary>
    public Task StopAsync(int number) => jobs.StopAsync(_running[number]);

    /// <summary>Stops all of them, waits until they have stopped, but not for ever, and removes them.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task StopAllAsync(CancellationToken cancellationToken)
    {
        using var limit = clock.TokenAfter(LongestStop);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        foreach (var job in _running.Values)
        {
            await jobs.StopAsync(job);
        }

        try
        {
            while (_running.Count > 0)
            {
                if (await HearAsync(either.Token) is { Job: { IsFinal: true } job })
                {
                    await jobs.RemoveAsync(job);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What is left is removed with the search.
        }
    }
}
