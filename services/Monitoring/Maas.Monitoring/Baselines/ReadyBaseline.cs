using System.Collections.Frozen;
using Maas.Monitoring.Drift;
using Maas.Monitoring.Performance;

namespace Maas.Monitoring.Baselines;

/// <summary>A baseline with all that samples are read by, made of it once: bins, curves, models of losses. Immutable, thread-safe.</summary>
/// <param name="profile">A checked baseline.</param>
internal sealed class ReadyBaseline(BaselineProfile profile)
{
    public BaselineProfile Profile => profile;

    /// <summary>Counts samples in the bins.</summary>
    public SampleBinning Binning { get; } = new(profile);

    /// <summary>Makes probabilities of scores; null unless it is of a classifier.</summary>
    public ScoreReading? Scores { get; } = profile.Performance?.Classification is { } classes ? new ScoreReading(classes) : null;

    /// <summary>Tells what is expected of predicted numbers; null unless it is of a regressor.</summary>
    public LossReading? Losses { get; } = profile.Performance?.Regression is { } regression ? new LossReading(profile, regression) : null;

    /// <summary>Whether rows with the same values are the same rows: texts and images are not told.</summary>
    public bool HasWholeRows { get; } = profile.Features.Where(feature => feature.Feature != FeatureBaseline.Prediction) is var inputs
        && inputs.Any() && !inputs.Any(feature => feature.IsMade);

    /// <summary>Place of each label of a classifier; null for others.</summary>
    public FrozenDictionary<string, int>? Labels { get; } = profile.Performance?.Classification?.ClassLabels
        .Select((label, place) => (label, place))
        .ToFrozenDictionary(pair => pair.label, pair => pair.place, StringComparer.Ordinal);
}
