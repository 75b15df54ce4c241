using System.Text;
using System.Text.RegularExpressions;

namespace Maas.Registry.Versions;

/// <summary>What a caller may say of a version, before the graph is looked at.</summary>
internal static partial class VersionRules
{
    private const int MaxMetrics = 256;
    private const int MaxGoldenExamples = 16;
    private const int MaxGoldenBytes = 4 << 20;
    private const int MaxCodeRevisionLength = 256;
    private const int MaxMetricNameLength = 128;
    private const int MaxCardBytes = 64 * 1024;

    public static void Check(ModelVersion version, FieldChecks checks)
    {
        FileRules.Check(version.Files, checks);
        checks.RequireCount(version.Metrics.Count, 0, MaxMetrics, "model_version.metrics");
        foreach (var name in version.Metrics.Keys)
        {
            checks.Require(
                name.Length <= MaxMetricNameLength && MetricName().IsMatch(name), "model_version.metrics",
                $"Expected names of 1-{MaxMetricNameLength} characters of a-z, 0-9, '_', '-' and dots between, got '{name}'.");
        }

        checks.RequireCount(version.GoldenExamples.Count, 0, MaxGoldenExamples, "model_version.golden_examples");
        var cardBytes = Encoding.UTF8.GetByteCount(version.Card);
        checks.Require(
            cardBytes <= MaxCardBytes, "model_version.card", $"Expected at most {MaxCardBytes} bytes, got {cardBytes}.");
        checks.RequireText(version.Card, "model_version.card");
        checks.RequireLabels(version.Labels, "model_version.labels");
        CheckLineage(version.Lineage, checks);
        var goldenBytes = version.GoldenExamples.SelectMany(example => example.Inputs.Concat(example.ExpectedOutputs))
            .Sum(value => (long)value.Content.Length);
        checks.Require(
            goldenBytes <= MaxGoldenBytes, "model_version.golden_examples", $"Expected at most {MaxGoldenBytes} bytes together, got {goldenBytes}.");
        CheckBaseline(version, checks);
    }

    private static void CheckLineage(Lineage lineage, FieldChecks checks)
    {
        const string Field = "model_version.lineage";
        checks.RequireLength(lineage.CodeRevision, MaxCodeRevisionLength, $"{Field}.code_revision");
        checks.RequireName(lineage.DatasetVersion, $"{Field}.dataset_version", "datasets", "versions");
        checks.RequireName(lineage.TrainingJob, $"{Field}.training_job", "trainingJobs");
        checks.RequireName(lineage.ParentModelVersion, $"{Field}.parent_model_version", "models", "versions");
        if (lineage.DatasetSha256.Length > 0)
        {
            checks.RequireDigest(lineage.DatasetSha256, $"{Field}.dataset_sha256");
        }
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
