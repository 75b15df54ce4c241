using System.Globalization;
using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Serving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Repository;

/// <summary>
/// Serves those models of a repository folder that callers loaded. It keeps what is wanted, and the reconciler sees to it; a call waits
/// until what is wanted of its model then, by whichever call, is settled. Thread-safe.
/// </summary>
internal sealed class RepositoryControl : IModelControl, IDisposable
{
    private readonly Reconciler _reconciler;
    private readonly string _folder;
    private readonly CancellationToken _stopping;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DesiredEntry> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unloaded = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource _reconciled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _tries;

    public RepositoryControl(Reconciler reconciler, IOptions<InferenceOptions> options, IHostApplicationLifetime lifetime)
    {
        (_reconciler, _folder, _stopping) = (reconciler, options.Value.ModelRepository!, lifetime.ApplicationStopping);
        reconciler.Changed += TellWaiters;
    }

    /// <inheritdoc/>
    public bool IsAllowed => true;

    /// <summary>Wants models without waiting for them.</summary>
    /// <param name="models">Ids; <c>*</c> is every model in the folder.</param>
    /// <returns>What cannot be wanted, and why.</returns>
    /// <exception cref="MaasException"><c>REPOSITORY_UNREADABLE</c>: nothing was changed.</exception>
    public IReadOnlyList<string> Start(IReadOnlyList<string> models)
    {
        lock (_lock)
        {
            var (found, problems) = models.Count == 0 ? new RepositoryContent([], []) : Scan(scan => scan.Read());
            foreach (var entry in found.Where(entry => models.Contains("*") || models.Contains(entry.Name)))
            {
                _wanted.TryAdd(entry.Name, entry);
            }

            _reconciler.Want([.. _wanted.Values]);
            return [.. problems, .. models.Except(_wanted.Keys).Where(model => model != "*").Select(model => $"there is no model '{model}' to start with.")];
        }
    }

    /// <inheritdoc/>
    public Task LoadAsync(string model, CancellationToken cancellationToken)
    {
        long wish;
        lock (_lock)
        {
            // Read inside, so that of two calls the later one has the newer content.
            IReadOnlyList<string> problems = [];
            var found = Scan(scan => scan.Find(model, out problems))
                ?? throw InferenceErrors.ModelNotInRepository(model, string.Join(' ', problems));
            _wanted[model] = _wanted.TryGetValue(model, out var before) ? Renew(before, found) : found;
            _unloaded.Remove(model);
            wish = _reconciler.Want([.. _wanted.Values]);
        }

        return WaitAsync(model, wish, report => IsLoaded(model, report), cancellationToken);
    }

    /// <inheritdoc/>
    public Task UnloadAsync(string model, CancellationToken cancellationToken)
    {
        long wish;
        lock (_lock)
        {
            if (_wanted.Remove(model))
            {
                _unloaded.Add(model);
            }
            else if (!_unloaded.Contains(model))
            {
                throw InferenceErrors.ModelNotFound(model, "");
            }

            // Said again when it was said before: that call may not be over.
            wish = _reconciler.Want([.. _wanted.Values]);
        }

        // Once it was let go of, a later load does not matter to this call.
        return WaitAsync(model, wish, static _ => true, cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<LoadableVersion> FindLoadable()
    {
        var entries = Scan(scan => scan.Read()).Entries;
        lock (_lock)
        {
            return
            [
                .. from entry in entries
                   from version in entry.Versions.OrderByDescending(version => long.Parse(version.Key.Version, CultureInfo.InvariantCulture))
                   select new LoadableVersion(entry.Name, version.Key.Version, _unloaded.Contains(entry.Name) ? "unloaded" : "not loaded"),
            ];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reconciler.Changed -= TellWaiters;

    private T Scan<T>(Func<RepositoryScan, T> read)
    {
        try
        {
            return read(new RepositoryScan(_folder, []));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw InferenceErrors.RepositoryUnreadable(error.Message.Replace(_folder, "the repository", StringComparison.Ordinal));
        }
    }

    /// <summary>Content that is served or on its way stays; content that failed, or did not come back into memory, is tried once more, now.</summary>
    private DesiredEntry Renew(DesiredEntry before, DesiredEntry found)
    {
        var failed = StatusesOf(found.Name, _reconciler.Report)
            .Where(HasFailed).Select(status => status.Version).ToHashSet();
        return found with
        {
            Versions = [.. found.Versions.Select(version => before.Versions.FirstOrDefault(old => HasContentOf(old.Key, version.Key)) switch
            {
                null => version,
                { } old when failed.Contains(old.Key) => version with
                {
                    Key = version.Key with { Stamp = RepositoryStamp.Again(version.Key.Stamp, ++_tries) },
                },
                { } old => old,
            })],
        };
    }

    private static bool HasContentOf(VersionKey old, VersionKey found) =>
        old.Version == found.Version && RepositoryStamp.IsOf(found.Stamp, old.Stamp);

    private bool IsLoaded(string model, ServingReport report)
    {
        var wanted = Wanted(model) ?? throw InferenceErrors.ModelLoadFailed(model, "", "another call unloaded it before it was ready.");
        var statuses = StatusesOf(model, report);
        if (!statuses.Select(status => status.Version).SequenceEqual(wanted.Versions.Select(version => version.Key))
            || statuses.Any(status => status.State == ModelState.Loading))
        {
            return false;
        }

        return statuses.FirstOrDefault(HasFailed) is { } failed
            ? throw InferenceErrors.ModelLoadFailed(model, failed.Version.Version, failed.Reason)
            : true;
    }

    private static bool HasFailed(VersionStatus status) => status.State is ModelState.Failed or ModelState.Away;

    private DesiredEntry? Wanted(string model)
    {
        lock (_lock)
        {
            return _wanted.GetValueOrDefault(model);
        }
    }

    private static IReadOnlyList<VersionStatus> StatusesOf(string model, ServingReport report) => report.Statuses.GetValueOrDefault(model) ?? [];

    /// <summary>Waits until the reconciler knows of a wish and what it reports is as wanted.</summary>
    private async Task WaitAsync(string model, long wish, Func<ServingReport, bool> isOver, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping, cancellationToken);
        try
        {
            while (true)
            {
                // Taken before looking, so that no change falls between.
                var reconciled = _reconciled.Task;
                var report = _reconciler.Report;
                if (report.WishNumber >= wish && isOver(report))
                {
                    return;
                }

                await reconciled.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw InferenceErrors.ModelNotReady(model, "", "the server is going down.");
        }
    }

    private void TellWaiters() => Interlocked.Exchange(
        ref _reconciled, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
