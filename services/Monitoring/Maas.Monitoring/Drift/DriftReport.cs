using Maas.Statistics.Decisions;

namespace Maas.Monitoring.Drift;

/// <summary>What a window says of all features.</summary>
internal sealed record DriftReport
{
    // Permutations of one window are the same whenever it is asked for.
    private const int Seed = 20_061_215;

    /// <summary>Features in the order of the baseline.</summary>
    public required IReadOnlyList<FeatureDrift> Features { get; init; }

    /// <summary>Probability that a window in which nothing has changed is told apart.</summary>
    public required double Level { get; init; }

    /// <summary>Of p-values as small as these when nothing has changed, in [0, 1]; 1 when the window was not tested.</summary>
    public required double PValue { get; init; }

    /// <summary>Tests that share the level.</summary>
    public required int TestCount { get; init; }

    /// <summary>Null when the window was tested.</summary>
    public UntestedReason? Untested { get; init; }

    public bool IsDrifted => Untested is null && PValue <= Level;

    /// <summary>Compares what was sampled with the baseline, feature by feature.</summary>
    /// <param name="reference">What it is compared with.</param>
    /// <param name="counts">In the order of its features.</param>
    /// <param name="settings">Tests and rate of false alarms.</param>
    /// <param name="window">Length of the window, above zero.</param>
    /// <param name="cancellationToken">Asked between features.</param>
    /// <remarks>
    /// A window is told apart when Simes' combination of the p-values is not above the level; the features are those
    /// that Benjamini and Hochberg's procedure rejects at that level, at least one exactly when the window is told apart. Sources:
    /// Simes, "An improved Bonferroni procedure for multiple tests of significance", 1986; <see cref="BenjaminiHochberg"/>.
    /// </remarks>
    public static DriftReport Of(
        DriftReference reference, IReadOnlyList<FeatureCounts> counts, DriftSettings settings, TimeSpan window,
        CancellationToken cancellationToken = default)
    {
        var level = settings.LevelOf(window);
        var comparison = new FeatureComparison(new CountPValues(level, Seed), settings);
        var isFew = counts.Count > 0 && counts.Max(feature => feature.ValueCount() + feature.MissingCount) < settings.MinSampleCount;
        UntestedReason? untested = !reference.IsKnown ? UntestedReason.UnknownSlice : isFew ? UntestedReason.FewSamples : null;
        var features = new FeatureDrift[reference.Features.Count];
        for (var place = 0; place < features.Length; place++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var feature = reference.Features[place];
            features[place] = comparison.Compare(
                feature, counts[place], isTested: untested is null && feature.Feature != reference.SlicedFeature);
        }

        double[] pValues = [.. features.SelectMany(PValues)];
        untested ??= pValues.Length == 0 ? UntestedReason.Empty : null;
        var adjusted = BenjaminiHochberg.Adjust(pValues);
        return new DriftReport
        {
            Features = untested is null ? Tell(features, adjusted, level) : features,
            Level = level,
            PValue = untested is null ? adjusted.Min() : 1,
            TestCount = pValues.Length,
            Untested = untested,
        };
    }

    private static IEnumerable<double> PValues(FeatureDrift feature)
    {
        if (feature.PValue is { } ofValues)
        {
            yield return ofValues;
        }

        if (feature.MissingPValue is { } ofMissing)
        {
            yield return ofMissing;
        }
    }

    private static FeatureDrift[] Tell(FeatureDrift[] features, double[] adjusted, double level)
    {
        var next = 0;
        return Array.ConvertAll(features, feature =>
        {
            var least = 1.0;
            foreach (var _ in PValues(feature))
            {
                least = Math.Min(least, adjusted[next++]);
            }

            return feature with { IsDrifted = least <= level };
        });
    }
}

/// <summary>Why a window was not tested.</summary>
internal enum UntestedReason
{
    /// <summary>Nothing can be compared.</summary>
    Empty = 1,

    /// <summary>Fewer samples than the settings ask for.</summary>
    FewSamples = 2,

    /// <summary>Nothing is known of the rows of its slice.</summary>
    UnknownSlice = 3,
}
