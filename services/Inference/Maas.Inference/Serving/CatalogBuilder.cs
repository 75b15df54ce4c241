using Maas.Inference.Catalog;

namespace Maas.Inference.Serving;

/// <summary>Makes the catalog out of plans: the names that are desired, and the models behind them by their own names.</summary>
internal static class CatalogBuilder
{
    /// <summary>
    /// A model's own name means its deployment when it has exactly one; with several it knows all their versions and
    /// the highest that is ready answers.
    /// </summary>
    public static CatalogSnapshot Build(
        IReadOnlyList<EntryPlan> plans, Func<DesiredVersion, LoadSlot> slotOf, bool isComplete)
    {
        var names = plans.Select(plan => plan.Entry.Name).ToHashSet(StringComparer.Ordinal);
        var models = plans.GroupBy(plan => plan.Entry.Model).Where(group => !names.Contains(group.Key))
            .Select(group => Rename(group.Key, [.. group]))
            .Select(plan => plan.ToCatalogEntry(slotOf));
        return CatalogSnapshot.Of(plans.Select(plan => plan.ToCatalogEntry(slotOf)).Concat(models), isComplete);

        EntryPlan Rename(string model, EntryPlan[] group)
        {
            if (group.Length == 1)
            {
                return group[0] with { Entry = group[0].Entry with { Name = model } };
            }

            var versions = group.SelectMany(plan => plan.Active.Concat(plan.Entry.Versions))
                .OrderByDescending(version => slotOf(version).State == ModelState.Ready)
                .ThenByDescending(version => slotOf(version).State == ModelState.Away)
                .DistinctBy(version => version.Key.Version).ToList();
            var entry = new DesiredEntry { Name = model, Model = model, Versions = versions, FollowsHighestReady = true };
            return EntryPlan.Decide(entry, [], version => slotOf(version).State);
        }
    }
}
