using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Maas.Errors;

namespace Maas.Training.Jobs;

/// <summary>
/// All unfinished jobs with their live progress. A job is put up before it is stored and taken down after its end is
/// stored, so what is unfinished in the store is always here; what another service stored comes with the next
/// <see cref="Leases.BoardSync"/>. Thread-safe.
/// </summary>
internal sealed class JobBoard(JobStore store)
{
    private readonly ConcurrentDictionary<string, LiveJob> _live = new(StringComparer.Ordinal);

    /// <summary>Puts up a new job; false when one of that name is there already.</summary>
    public bool TryAdd(Job job) => _live.TryAdd(job.Id, new LiveJob(job));

    /// <summary>Ids of all jobs that are up.</summary>
    public IReadOnlyList<string> Ids => [.. _live.Keys];

    /// <summary>Puts up what was stored by somebody, or tells watchers when it is up; takes a final job down.</summary>
    public void Put(Job job)
    {
        if (!job.IsFinal)
        {
            _live.TryAdd(job.Id, new LiveJob(job));
        }

        Store(job);
    }

    /// <summary>Parts of a search that are up: its trials, or the making of variants.</summary>
    public IReadOnlyList<Job> PartsOf(string searchId) =>
        [.. _live.Values.Select(live => live.Current).Where(job => job.Trial?.ParentId == searchId)];

    /// <summary>Takes down a job that was not stored after all, or was removed.</summary>
    public void Remove(string id) => _live.TryRemove(id, out _);

    /// <summary>Tells every change of a job that is up, the present state first, none left out; until it is final. Must return at once.</summary>
    public void Follow(string id, Action<Job> onChange)
    {
        if (_live.TryGetValue(id, out var live))
        {
            live.Follow(onChange);
        }
    }

    /// <summary>Tells watchers what was stored; takes a final job down.</summary>
    public void Store(Job job)
    {
        if (!_live.TryGetValue(job.Id, out var live))
        {
            return;
        }

        live.Store(job);
        if (job.IsFinal)
        {
            _live.TryRemove(job.Id, out _);
        }
    }

    /// <summary>Tells watchers how far a job is.</summary>
    public void Report(string id, JobProgress progress)
    {
        if (_live.TryGetValue(id, out var live))
        {
            live.Report(progress);
        }
    }

    /// <summary>The job with its live progress.</summary>
    public Job WithProgress(Job stored) => _live.TryGetValue(stored.Id, out var live) && live.Current.Revision >= stored.Revision
        ? live.Current
        : stored;

    /// <summary>
    /// The job now and again on every change, until it is final. Who is slow gets the newest state, not every one between.
    /// </summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async IAsyncEnumerable<Job> WatchAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LiveJob? live;
        while (!_live.TryGetValue(id, out live))
        {
            // Not here and not final: it was put up in the moment between, or by another service.
            var stored = await store.GetAsync(id, cancellationToken);
            if (stored.IsFinal)
            {
                yield return stored;
                yield break;
            }

            // Looked at again when it is up, for its end may have been stored in between.
            _live.TryAdd(id, new LiveJob(stored));
            Store(await store.GetAsync(id, cancellationToken));
        }

        while (true)
        {
            var (job, changed) = live.Snapshot();
            yield return job;
            if (job.IsFinal)
            {
                yield break;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }
}
