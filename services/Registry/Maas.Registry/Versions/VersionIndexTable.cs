using System.Text.Json;
using Maas.Storage.Database;

namespace Maas.Registry.Versions;

/// <summary>What versions are searched by, and the blobs they need. Every method runs in the session of its caller.</summary>
internal static class VersionIndexTable
{
    /// <summary>As it is written in filters: <c>READY</c>.</summary>
    public static string NameOf(ModelVersionState state) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(state.ToString());

    extension(DatabaseSession session)
    {
        /// <summary>Fills the columns and tables beside a version's JSON.</summary>
        public async Task IndexVersionAsync(ModelVersion version)
        {
            await session.ExecuteAsync(
                """
                UPDATE model_versions SET create_revision = @CreateRevision, create_micros = @micros, state = @state,
                    manifest_digest = @ManifestDigest, task = @Task, dataset_version = @DatasetVersion,
                    training_job = @TrainingJob, code_revision = @CodeRevision, parent_model_version = @ParentModelVersion
                WHERE model_id = @Model AND version_number = @Number
                """,
                new
                {
                    version.Model,
                    version.Number,
                    version.CreateRevision,
                    micros = version.CreateTime.UnixMicroseconds,
                    state = NameOf(version.State),
                    version.ManifestDigest,
                    version.Signature.Task,
                    version.Lineage.DatasetVersion,
                    version.Lineage.TrainingJob,
                    version.Lineage.CodeRevision,
                    version.Lineage.ParentModelVersion,
                });
            await session.ExecuteManyAsync(
                "INSERT INTO version_labels (create_revision, label_key, label_value) VALUES (@CreateRevision, @Key, @Value)",
                version.Labels.Select(label => new { version.CreateRevision, label.Key, label.Value }));
            // NaN compares to nothing; infinity is kept as the largest number, which every database can hold.
            await session.ExecuteManyAsync(
                "INSERT INTO version_metrics (create_revision, metric, metric_value) VALUES (@CreateRevision, @Key, @Value)",
                version.Metrics.Where(metric => !double.IsNaN(metric.Value)).Select(metric => new
                {
                    version.CreateRevision,
                    metric.Key,
                    Value = Math.Clamp(metric.Value, double.MinValue, double.MaxValue),
                }));
            await session.ExecuteManyAsync(
                "INSERT INTO blob_references (sha256, create_revision) VALUES (@Sha256, @CreateRevision)",
                version.Blobs.Select(blob => new { blob.Sha256, version.CreateRevision }));
        }

        /// <summary>Deletes a version for good, and lets go of its blobs.</summary>
        public async Task PurgeVersionAsync(long createRevision)
        {
            await session.ExecuteAsync("DELETE FROM version_labels WHERE create_revision = @createRevision", new { createRevision });
            await session.ExecuteAsync("DELETE FROM version_metrics WHERE create_revision = @createRevision", new { createRevision });
            await session.ExecuteAsync("DELETE FROM blob_references WHERE create_revision = @createRevision", new { createRevision });
            await session.ExecuteAsync("DELETE FROM model_versions WHERE create_revision = @createRevision", new { createRevision });
        }
    }
}
