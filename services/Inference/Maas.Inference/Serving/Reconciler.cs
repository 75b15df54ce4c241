using Maas.Inference.Catalog;
using Maas.Inference.Loading;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Maas.Inference.Serving;

/// <summary>
/// Makes what is served equal to what is desired: loads new versions beside the old ones, swaps when they are ready,
/// lets go of what nobody needs. One loop does it all; a version that fails waits for its next try and disturbs no other.
/// </summary>
internal sealed partial class Reconciler(
    ModelCatalog catalog, VersionLoader loader, DeviceHealth devices, TimeProvider clock, ILogger<Reconciler> log) : BackgroundService
{
    private readonly ChangeSignal _wake = new();
    private readonly Dictionary<SlotKey, LoadSlot> _slots = [];
    private readonly List<Task> _releases = [];
    private Dictionary<string, IReadOnlyList<DesiredVersion>> _adopted = [];
    private readonly Lock _wishing = new();
    private volatile Wish? _wish;
    private volatile ServingReport _report = ServingReport.Empty;

    /// <summary>What this replica does now. Thread-safe.</summary>
    public ServingReport Report => _report;

    /// <summary>Told after every change of <see cref="Report"/>, on the reconciler's own thread: be brief.</summary>
    public event Action? Changed;

    /// <summary>Sets what shall be served, by distinct names. Thread-safe; the newest call counts.</summary>
    /// <returns>Its number: a <see cref="Report"/> with this one or a higher knows of it.</returns>
    public long Want(IReadOnlyList<DesiredEntry> desired)
    {
        lock (_wishing)
        {
            var wish = new Wish(desired, (_wish?.Number ?? 0) + 1);
            _wish = wish;
            _wake.Set();
            return wish.Number;
        }
    }

    /// <summary>Says what was served before this process started. Call it before the first <see cref="Want"/>.</summary>
    public void Remember(IReadOnlyDictionary<string, IReadOnlyList<DesiredVersion>> adopted) => _adopted = new(adopted);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        catalog.Replace(CatalogSnapshot.Empty);
        _releases.AddRange(_slots.Values.Select(slot => slot.DisposeAsync().AsTask()));
        await Task.WhenAll(_releases).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        devices.Changed += _wake.Set;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_wish is { } wish)
            {
                Reconcile(wish.Desired, wish.Number);
            }

            await _wake.WaitAsync(UntilNextRetry(), clock, stoppingToken);
        }
    }

    private void Reconcile(IReadOnlyList<DesiredEntry> desired, long number)
    {
        LetGoOfForbidden(desired);
        foreach (var version in desired.SelectMany(entry => entry.Wanted.Concat(Before(entry))))
        {
            SlotOf(version).Advance(_wake.Set);
        }

        EntryPlan[] plans = [.. desired.Select(entry => EntryPlan.Decide(entry, Before(entry), version => SlotOf(version).State))];
        _adopted = plans.Where(plan => plan.IsAdopted).ToDictionary(plan => plan.Entry.Name, plan => plan.Active)
            .Concat(_adopted.Where(old => plans.Any(plan => plan.Entry.Name == old.Key && !plan.IsAdopted)))
            .ToDictionary();

        var isComplete = desired.SelectMany(entry => entry.Versions).All(version => SlotOf(version).State != ModelState.Loading);
        catalog.Replace(CatalogBuilder.Build(plans, SlotOf, isComplete || catalog.Current.IsComplete));
        _releases.AddRange(_slots.Values.Select(slot => slot.ReleaseLostAsync()));
        ReleaseAllBut(plans);
        Publish(plans, number);
    }

    private IReadOnlyList<DesiredVersion> Before(DesiredEntry entry) => _adopted.GetValueOrDefault(entry.Name) ?? [];

    /// <summary>For good: what must not be served now does not come back because nothing else is ready.</summary>
    private void LetGoOfForbidden(IReadOnlyList<DesiredEntry> desired)
    {
        foreach (var entry in desired.Where(entry => entry.QuarantinedVersions.Count > 0 && _adopted.ContainsKey(entry.Name)))
        {
            _adopted[entry.Name] =
                [.. _adopted[entry.Name].Where(version => !entry.QuarantinedVersions.Contains(version.Key.Version))];
        }
    }

    private LoadSlot SlotOf(DesiredVersion version)
    {
        var key = new SlotKey(version.Key, version.Device);
        if (!_slots.TryGetValue(key, out var slot))
        {
            slot = new LoadSlot(key, loader, devices, clock, log);
            _slots.Add(key, slot);
        }

        return slot;
    }

    /// <summary>Called after the catalog was replaced: whoever looks a released model up from now on finds a newer one.</summary>
    private void ReleaseAllBut(IEnumerable<EntryPlan> plans)
    {
        var kept = plans.SelectMany(plan => plan.Active.Concat(plan.Entry.Wanted).Concat(Before(plan.Entry)))
            .Select(version => new SlotKey(version.Key, version.Device)).ToHashSet();
        foreach (var slot in _slots.Values.Where(slot => !kept.Contains(slot.Key)).ToList())
        {
            _slots.Remove(slot.Key);
            _releases.Add(slot.DisposeAsync().AsTask());
            LogReleased(log, slot.Key.Version.Model, slot.Key.Version.Version);
        }

        _releases.RemoveAll(release => release.IsCompleted);
    }

    private void Publish(EntryPlan[] plans, long number)
    {
        var statuses = plans.ToDictionary(
            plan => plan.Entry.Name,
            IReadOnlyList<VersionStatus> (plan) =>
                [.. plan.Entry.Wanted.DistinctBy(version => version.Key).Select(version => StatusOf(SlotOf(version)))]);
        _report = new ServingReport(statuses, number, _adopted);
        Changed?.Invoke();
    }

    private static VersionStatus StatusOf(LoadSlot slot) => new(
        slot.Key.Version, slot.State, slot.StateTime, slot.Model?.ManifestDigest ?? "", slot.Model?.Device ?? "", slot.Reason);

    private TimeSpan? UntilNextRetry()
    {
        var next = _slots.Values.Min(slot => slot.RetryTime);
        return next is null ? null : TimeSpan.FromTicks(Math.Max(1, (next.Value - clock.GetUtcNow()).Ticks));
    }

    [LoggerMessage(10, LogLevel.Information, "'{Model}' version {Version} is no longer needed and leaves memory.")]
    private static partial void LogReleased(ILogger log, string model, string version);

    private sealed record Wish(IReadOnlyList<DesiredEntry> Desired, long Number);
}
