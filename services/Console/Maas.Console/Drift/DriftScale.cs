using Maas.Contracts.Monitoring.V1;

namespace Maas.Console.Drift;

/// <summary>How far an input is from the training data, as a figure and as a colour. Thread-safe.</summary>
internal static class DriftScale
{
    /// <summary>The distance that is shown.</summary>
    public const string Recipe = "psi.counts";

    /// <summary>The distance; null when it was not told, or nothing could be compared.</summary>
    public static double? DistanceOf(FeatureDrift drift) =>
        drift.SampleCount > 0 ? drift.Distances.FirstOrDefault(distance => distance.Recipe == Recipe)?.Value : null;

    /// <summary>0 (cold) to 4 (hot).</summary>
    /// <remarks>
    /// 0.1 and 0.2 are the custom of the field for "look at it" and "act" (Siddiqi, "Credit Risk Scorecards", 2006); colours only
    /// order what the test decides.
    /// </remarks>
    public static int HeatOf(double distance) => distance switch
    {
        < 0.05 => 0,
        < 0.1 => 1,
        < 0.2 => 2,
        < 0.4 => 3,
        _ => 4,
    };

    /// <summary>Share of the samples without a value.</summary>
    public static double MissingShare(FeatureDrift drift) => drift.SampleCount + drift.MissingCount is var all and > 0
        ? (double)drift.MissingCount / all
        : 0;
}
