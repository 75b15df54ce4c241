using Maas.Errors;

namespace Maas.Monitoring.Drift;

/// <summary>What settings must look like before a monitor takes them.</summary>
internal static class DriftSettingsRules
{
    private const int MaxFeatureTests = 256;
    private const long LeastSamples = 10;
    private const long MostSamples = 1_000_000;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(3_660);

    /// <summary>Settings of checked values.</summary>
    /// <param name="falseAlarmInterval">Mean time between false alarms.</param>
    /// <param name="minSampleCount">Samples a window must have to be tested.</param>
    /// <param name="featureTests">Features and names of tests.</param>
    /// <param name="field">Where the values were sent.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, with everything that is wrong.</exception>
    public static DriftSettings Check(
        TimeSpan falseAlarmInterval, long minSampleCount, IReadOnlyList<(string Feature, string Test)> featureTests, string field)
    {
        var violations = new List<FieldViolation>();
        void Require(bool holds, string name, string description)
        {
            if (!holds)
            {
                violations.Add(new FieldViolation($"{field}.{name}", description));
            }
        }

        Require(
            falseAlarmInterval >= ShortestInterval && falseAlarmInterval <= LongestInterval, "false_alarm_interval",
            $"Expected 1 minute to 3660 days, got {falseAlarmInterval.TotalSeconds:0.###} s.");
        Require(
            minSampleCount is >= LeastSamples and <= MostSamples, "min_sample_count",
            $"Expected {LeastSamples} to {MostSamples}, got {minSampleCount}.");
        Require(
            featureTests.Count <= MaxFeatureTests, "feature_tests",
            $"Expected at most {MaxFeatureTests}, got {featureTests.Count}.");
        var seen = new HashSet<string>();
        for (var i = 0; i < Math.Min(featureTests.Count, MaxFeatureTests); i++)
        {
            var (feature, test) = featureTests[i];
            Require(
                feature.Length is > 0 and <= 256 && seen.Add(feature), $"feature_tests[{i}].feature",
                $"Expected a name of 1 to 256 characters that does not come twice, got '{feature}'.");
            Require(
                DriftTests.Names.Contains(test), $"feature_tests[{i}].test",
                $"Expected one of {string.Join(", ", DriftTests.Names)}; got '{test}'.");
        }

        if (violations.Count > 0)
        {
            throw CommonErrors.InvalidFields(violations);
        }

        return new DriftSettings
        {
            FalseAlarmInterval = falseAlarmInterval,
            MinSampleCount = minSampleCount,
            FeatureTests = featureTests.OrderBy(pair => pair.Feature, StringComparer.Ordinal)
                .ToDictionary(pair => pair.Feature, pair => pair.Test),
        };
    }
}
