using System.Globalization;
using Maas.Inference.Catalog;

namespace Maas.Inference.Serving;

/// <summary>Which versions get the traffic of one name now, and which are kept in memory for it.</summary>
/// <param name="Entry">What is desired.</param>
/// <param name="Active">What gets the traffic, as far as it is ready.</param>
/// <param name="IsAdopted">Whether that is what is desired.</param>
internal sealed record EntryPlan(DesiredEntry Entry, IReadOnlyList<DesiredVersion> Active, bool IsAdopted)
{
    /// <summary>
    /// Decides: what is desired, once all of it that gets traffic is ready; until then what was active before, if that
    /// is still ready; else whatever of the desired is ready.
    /// </summary>
    /// <param name="entry">What is desired.</param>
    /// <param name="before">What was adopted before; empty when nothing was.</param>
    /// <param name="stateOf">Where a version stands. One that is away keeps its share; the catalog passes it over.</param>
    public static EntryPlan Decide(
        DesiredEntry entry, IReadOnlyList<DesiredVersion> before, Func<DesiredVersion, ModelState> stateOf)
    {
        if (entry.FollowsHighestReady)
        {
            return FollowHighest(entry, before, stateOf);
        }

        // What is away may come back, so it goes on; it takes the place of others only when those are no better.
        var mayGoOn = before.SequenceEqual(entry.Versions) || !IsWhole(before, IsReady);
        if (IsWhole(entry.Versions, mayGoOn ? TakesRequests : IsReady))
        {
            return new EntryPlan(entry, entry.Versions, IsAdopted: true);
        }

        return new EntryPlan(entry, IsWhole(before, TakesRequests) ? before : entry.Versions, IsAdopted: false);

        bool IsReady(DesiredVersion version) => stateOf(version) == ModelState.Ready;

        bool TakesRequests(DesiredVersion version) => EntryPlan.TakesRequests(stateOf(version));
    }

    /// <summary>An alias that was deleted leaves no version: that is not a wish to serve nothing.</summary>
    private static bool IsWhole(IReadOnlyList<DesiredVersion> versions, Func<DesiredVersion, bool> holds)
    {
        var carrying = versions.Where(version => version.Percent > 0).ToList();
        return carrying.Count > 0 && carrying.All(holds);
    }

    private static bool TakesRequests(ModelState state) => state is ModelState.Ready or ModelState.Away;

    /// <summary>
    /// While new content of a version loads, or when it fails, its old content goes on; when nothing desired is ready,
    /// so does what was there before. A version that is away answers only where no other can.
    /// </summary>
    private static EntryPlan FollowHighest(
        DesiredEntry entry, IReadOnlyList<DesiredVersion> before, Func<DesiredVersion, ModelState> stateOf)
    {
        var replaced = before.Where(old => entry.Versions.Any(version => version.Key.Version == old.Key.Version));
        var highest = entry.Versions.Concat(replaced).Where(version => TakesRequests(stateOf(version)))
            .MaxBy(version => (stateOf(version) == ModelState.Ready, long.Parse(version.Key.Version, CultureInfo.InvariantCulture)));
        return highest switch
        {
            null => new EntryPlan(entry, [.. before.Where(version => TakesRequests(stateOf(version)))], IsAdopted: false),
            _ when stateOf(highest) == ModelState.Away && ReadyOf(before) is { Count: > 0 } ready => new EntryPlan(entry, ready, IsAdopted: false),
            _ when entry.Versions.Contains(highest) => new EntryPlan(entry, [highest with { Percent = 100 }], IsAdopted: true),
            _ => new EntryPlan(entry, [highest with { Percent = 100 }], IsAdopted: false),
        };

        List<DesiredVersion> ReadyOf(IReadOnlyList<DesiredVersion> versions) =>
            [.. versions.Where(version => stateOf(version) == ModelState.Ready)];
    }

    /// <summary>The plan as the catalog shows it: active versions, and desired ones that are not active yet.</summary>
    /// <param name="slotOf">The version in memory, or on its way there.</param>
    public CatalogEntry ToCatalogEntry(Func<DesiredVersion, LoadSlot> slotOf)
    {
        var versions = Active.Concat(Entry.Versions).DistinctBy(version => version.Key.Version).ToList();
        return new CatalogEntry(
            Entry.Name,
            [.. versions.Select(version => slotOf(version).ToCatalogVersion())],
            Active.GroupBy(version => version.Key.Version).ToDictionary(group => group.Key, group => group.Sum(version => version.Percent)))
        {
            Deployment = Entry.Deployment,
            MonitoringSampleRatio = Entry.MonitoringSampleRatio,
            Shadow = Entry.Shadow is { } shadow && slotOf(shadow) is { State: ModelState.Ready } slot ? slot.Model : null,
        };
    }
}
