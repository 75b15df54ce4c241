using System.Collections.Frozen;
using System.Globalization;
using Maas.Monitoring.Baselines;
using Maas.Monitoring.Ingestion;
using Maas.Statistics;

namespace Maas.Monitoring.Drift;

/// <summary>Counts samples in the bins of a baseline. Immutable, thread-safe.</summary>
/// <remarks>
/// A baseline feature that a sample does not name, a NaN, an empty text and a text where a number is expected are
/// missing; a number where a category is expected is taken as its shortest text. The confidence is the highest of the
/// scores. What the baseline does not know is passed over.
/// </remarks>
internal sealed class SampleBinning(BaselineProfile baseline)
{
    private readonly FrozenDictionary<string, int> _places = baseline.Features
        .Select((feature, place) => (feature.Feature, place))
        .ToFrozenDictionary(pair => pair.Feature, pair => pair.place);

    private readonly FrozenDictionary<string, int>?[] _categories =
    [
        .. baseline.Features.Select(feature => feature.Categorical?.Categories
            .Select((category, bin) => (category, bin))
            .ToFrozenDictionary(pair => pair.category, pair => pair.bin)),
    ];

    /// <summary>Counts per feature, in the order of the baseline.</summary>
    /// <param name="samples">What is counted.</param>
    /// <param name="withSketches">Whether quantiles of numbers are kept.</param>
    public FeatureCounts[] Count(IReadOnlyList<SampledValues> samples, bool withSketches = false)
    {
        FeatureCounts[] counts = [.. baseline.Features.Select(feature => FeatureCounts.Empty(feature, withSketches))];
        foreach (var sample in samples)
        {
            foreach (var value in sample.Features)
            {
                Add(counts, value.Feature, value);
            }

            if (sample.Prediction is { } prediction)
            {
                Add(counts, FeatureBaseline.Prediction, prediction);
            }

            if (sample.Scores is { Length: > 0 } scores)
            {
                Add(counts, FeatureBaseline.Confidence, new SampledValue(FeatureBaseline.Confidence, scores.Max(), null));
            }
        }

        foreach (var feature in counts)
        {
            feature.MissingCount = samples.Count - feature.ValueCount();
        }

        return counts;
    }

    private void Add(FeatureCounts[] counts, string feature, SampledValue value)
    {
        if (!_places.TryGetValue(feature, out var place))
        {
            return;
        }

        if (baseline.Features[place].Numeric is { } numeric)
        {
            if (value.Number is { } number && !double.IsNaN(number))
            {
                counts[place].Add(number, DecileBins.IndexOf(numeric.Edges, number), numeric);
            }

            return;
        }

        var text = value.Text ?? value.Number?.ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(text))
        {
            var categories = _categories[place]!;
            counts[place].Bins[categories.TryGetValue(text, out var bin) ? bin : categories.Count]++;
        }
    }
}
