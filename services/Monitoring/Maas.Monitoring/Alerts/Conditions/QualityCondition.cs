using System.Globalization;
using System.Text.Json.Serialization;
using Maas.Monitoring.Quality;
using Maas.Monitoring.Windows;

namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>Holds when too many rows are wrong.</summary>
/// <param name="Metric">Which figure.</param>
/// <param name="Features">Only these; empty for all. Of no account for figures of the window.</param>
/// <param name="Threshold">What is too many.</param>
internal sealed record QualityCondition(string Metric, IReadOnlyList<string> Features, Threshold Threshold) : WindowCondition
{
    private const string DuplicateRatio = "duplicate_ratio";
    private const string VolumeRatio = "volume_ratio";

    private static readonly Dictionary<string, Func<FeatureQuality, double>> OfFeatures = new()
    {
        ["missing_ratio"] = feature => Share(feature.MissingCount, feature),
        ["unseen_ratio"] = feature => Share(feature.UnseenCount, feature),
        ["out_of_range_ratio"] = feature => Share(feature.OutOfRangeCount, feature),
        ["constant"] = feature => feature.IsConstant ? 1 : 0,
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override int WindowsBefore => Metric == VolumeRatio ? 7 : 0;

    public override void Check(FieldChecks checks)
    {
        checks.RequireOneOf(Metric, [.. OfFeatures.Keys, DuplicateRatio, VolumeRatio], "quality.metric");
        checks.RequireFeatures(Features, "quality.features");
        ThresholdChecks.Check(Threshold, checks, "quality.threshold");
    }

    public override Reading Read(MetricsWindow window, long minSampleCount) =>
        window.Quality is not { } quality || window.Content.SampleCount < minSampleCount
            ? Reading.Untold
            : Metric switch
            {
                DuplicateRatio => OfWindow(quality.DuplicateRatio),
                VolumeRatio => quality.VolumeRatio is { } volume ? OfWindow(volume) : Reading.Untold,
                _ => OfEach(quality.Features),
            };

    private Reading OfWindow(double figure) => Reading.Of(Threshold.Judge(figure), figure, $"{Metric} is {Threshold.Tell(figure)}");

    private Reading OfEach(IReadOnlyList<FeatureQuality> features)
    {
        var figures = features
            .Where(feature => (Features.Count == 0 || Features.Contains(feature.Feature)) && Rows(feature) > 0)
            .Select(feature => (feature.Feature, Value: OfFeatures[Metric](feature)))
            .OrderByDescending(figure => Threshold.Excess(figure.Value))
            .ToList();
        if (figures.Count == 0)
        {
            return Reading.Untold;
        }

        // The worst decides: that of all others is not worse.
        var worst = figures[0];
        var bad = figures.Where(figure => Threshold.Judge(figure.Value) == Verdict.Holds).Select(figure => figure.Feature).ToList();
        var others = bad.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", and {bad.Count - 1} more features") : "";
        return Reading.Of(
            Threshold.Judge(worst.Value), worst.Value, $"{Metric} of {worst.Feature} is {Threshold.Tell(worst.Value)}{others}", bad);
    }

    private static long Rows(FeatureQuality feature) => feature.ValueCount + feature.MissingCount;

    private static double Share(long count, FeatureQuality feature) => (double)count / Rows(feature);
}
