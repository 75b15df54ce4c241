using System.Text;
using System.Text.RegularExpressions;

namespace Maas.Registry.Versions;

/// <summary>What a caller may say of a version, before the graph is looked at.</summary>
internal static partial class VersionRules
{
    private const int MaxMetrics = 256;
    private const int MaxGoldenExamples = 16;
    private const int MaxCardBytes = 64 * 1024;

    public static void Check(ModelVersion version, FieldChecks checks)
    {
        FileRules.Check(version.Files, checks);
        checks.RequireCount(version.Metrics.Count, 0, MaxMetrics, "model_version.metrics");
        foreach (var name in version.Metrics.Keys)
        {
            checks.Require(
                MetricName().IsMatch(name), "model_version.metrics",
                $"Expected names of a-z, 0-9, '_', '-' and dots between, got '{name}'.");
        }

        checks.RequireCount(version.GoldenExamples.Count, 0, MaxGoldenExamples, "model_version.golden_examples");
        var cardBytes = Encoding.UTF8.GetByteCount(version.Card);
        checks.Require(
            cardBytes <= MaxCardBytes, "model_version.card", $"Expected at most {MaxCardBytes} bytes, got {cardBytes}.");
        checks.RequireLabels(version.Labels, "model_version.labels");
        CheckBaseline(version, checks);
    }

    private static void CheckBaseline(ModelVersion version, FieldChecks checks)
    {
        const string Field = "model_version.baseline_profile_size_bytes";
        if (version.BaselineProfileSha256.Length == 0)
        {
            checks.Require(
                version.BaselineProfileSizeBytes == 0, Field, $"Expected 0 without a digest, got {version.BaselineProfileSizeBytes}.");
            return;
        }

        checks.RequireDigest(version.BaselineProfileSha256, "model_version.baseline_profile_sha256");
        checks.Require(
            version.BaselineProfileSizeBytes > 0, Field, $"Expected 1 or more, got {version.BaselineProfileSizeBytes}.");
    }

    [GeneratedRegex(@"^[a-z0-9_-]+(\.[a-z0-9_-]+)*\z")]
    private static partial Regex MetricName();
}
