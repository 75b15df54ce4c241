using Maas.Errors;
using Maas.Training.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs.Leases;

/// <summary>
/// Renews the leases of this service, takes up jobs whose lease ran out, and stops what runs here of jobs that somebody
/// else took or cancelled. What a dead process left is taken up before the first call is answered, where nobody else can be
/// at it; with other services on the same database, when its lease runs out. Thread-safe.
/// </summary>
internal sealed partial class LeaseKeeper(
    JobStore store,
    JobFiles files,
    TrainingFolder folder,
    JobRuns runs,
    JobRecovery recovery,
    BoardSync board,
    JobBoard jobs,
    IOptions<TrainingOptions> options,
    TimeProvider clock,
    ILogger<LeaseKeeper> logger) : BackgroundService
{
    // What other services on the same folder may still use.
    private static readonly TimeSpan LongestCall = TimeSpan.FromDays(1);

    // A cancel that came to another service is seen so soon.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(0.5);

    private long _lastRenewed = clock.GetTimestamp();
    private DateTimeOffset _renewTime = clock.GetUtcNow();
    private DateTimeOffset _roundTime;
    private DateTimeOffset _graceEnd;

    private TimeSpan Lease => options.Value.LeaseDuration;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        folder.Clean(olderThan: options.Value.IsShared ? clock.GetUtcNow() - LongestCall : DateTimeOffset.MaxValue);
        if (!options.Value.IsShared)
        {
            await store.ReleaseServicesAsync(cancellationToken);
        }

        await DropOrphansAsync(cancellationToken);
        var folders = files.List();
        var jobs = await board.FillAsync(cancellationToken);
        files.KeepOnly(folders, jobs);
        var taken = await recovery.TakeUpAsync(UpdateGrace(), cancellationToken);
        _roundTime = clock.GetUtcNow();
        LogRecovered(jobs.Count, taken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>
    /// Whether a job that was claimed here is still this service's: what a worker elsewhere has trained becomes the service's
    /// own in the same attempt.
    /// </summary>
    internal static bool IsStillHeld(Job held, Job current) => current.IsHeldAs(held)
        || (current.IsTrained && current.LeaseOwner == LeaseOwner.Service && current.AttemptCount == held.AttemptCount);

    /// <summary>One round: renews, stops what is not held any more, takes up what nobody holds.</summary>
    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        var graceEnd = UpdateGrace();
        if (IsRenewalDue())
        {
            await store.RenewAsync(LeaseOwner.Service, runs.HeldIds, Lease, cancellationToken);
            _lastRenewed = clock.GetTimestamp();
            _renewTime = clock.GetUtcNow();
        }

        await DropOrphansAsync(cancellationToken);
        foreach (var held in runs.Held)
        {
            var current = await store.FindAsync(held.Id, cancellationToken);
            if (current is null || current.State == JobState.Cancelling || !IsStillHeld(held, current))
            {
                runs.Cancel(held);
            }
        }

        await recovery.TakeUpAsync(graceEnd, cancellationToken);
        if (options.Value.IsShared)
        {
            await board.FollowAsync(cancellationToken);
        }

        _roundTime = clock.GetUtcNow();
    }

    private async Task DropOrphansAsync(CancellationToken cancellationToken)
    {
        foreach (var orphan in await store.DeleteOrphansAsync(cancellationToken))
        {
            runs.Cancel(orphan);
            jobs.Remove(orphan.Id);
            files.Delete(orphan);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Lease / 6 < LongestPause ? Lease / 6 : LongestPause;
        using var timer = new PeriodicTimer(pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryKeepAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The scheduler has given back what is held.
        }
    }

    // By both clocks: one stands still while the machine sleeps, the other may be set.
    private bool IsRenewalDue() => clock.GetElapsedTime(_lastRenewed) >= Lease / 3
        || (clock.GetUtcNow() - _renewTime).Duration() >= Lease / 3;

    // After a start, or when this service or its database was away: whoever holds a lease gets the time to renew it first.
    private DateTimeOffset UpdateGrace()
    {
        var now = clock.GetUtcNow();
        if (now - _roundTime >= Lease / 2)
        {
            _graceEnd = now + Lease;
        }

        return _graceEnd;
    }

    private async Task TryKeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await KeepAsync(cancellationToken);
        }
        catch (MaasException error) when (error.Code == MaasErrorCode.Unavailable)
        {
            LogAway(error.Message);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The next round may fare better; without any, all leases run out.
            LogBug(error);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Found {Unfinished} unfinished jobs, {Taken} of them held by nobody.")]
    private partial void LogRecovered(int unfinished, int taken);

    [LoggerMessage(2, LogLevel.Warning, "Leases cannot be kept now: {Problem}")]
    private partial void LogAway(string problem);

    [LoggerMessage(3, LogLevel.Error, "A round of keeping leases ran into a bug.")]
    private partial void LogBug(Exception error);
}
