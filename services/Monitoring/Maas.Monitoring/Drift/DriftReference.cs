using Maas.Monitoring.Baselines;
using Maas.Monitoring.Slices;

namespace Maas.Monitoring.Drift;

/// <summary>What the rows of a window are compared with: all training rows, or those of its slice. Immutable.</summary>
/// <param name="Features">How they looked, in the order of the baseline.</param>
/// <param name="SlicedFeature">The one whose value all of them share, which is not tested; null for all rows.</param>
/// <param name="IsKnown">False when the baseline has nothing of the slice: <paramref name="Features"/> are then those of all rows, from which a
/// slice differs without anything having changed.</param>
internal sealed record DriftReference(IReadOnlyList<FeatureBaseline> Features, string? SlicedFeature = null, bool IsKnown = true)
{
    /// <param name="profile">Of the version.</param>
    /// <param name="slice"><c>{feature}={value}</c>; empty for all rows.</param>
    public static DriftReference Of(BaselineProfile profile, string slice)
    {
        if (slice.Length == 0)
        {
            return new DriftReference(profile.Features);
        }

        return profile.Slices?.FirstOrDefault(known => RowSlices.NameOf(known.Feature, known.Value) == slice) is { } found
            ? new DriftReference([.. found.Counts.Zip(profile.Features, (counts, feature) => counts.In(feature))], found.Feature)
            : new DriftReference(profile.Features, IsKnown: false);
    }
}
