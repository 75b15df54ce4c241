using Maas.Registry.Search;

namespace Maas.Registry.Versions;

/// <summary>What versions can be filtered and ordered by. The rows are those of <c>model_versions v</c>.</summary>
internal static class VersionSearch
{
    /// <summary>Revision that made the version: unique, and in the order of creation.</summary>
    public const string Key = "v.create_revision";

    public static SearchSchema Schema { get; } = new(
        new Dictionary<string, SearchField>
        {
            ["model"] = Text("v.model_id"),
            ["version"] = new SearchField.OfRow(SearchKind.Integer, "v.version_number"),
            ["state"] = Text("v.state"),
            ["create_time"] = new SearchField.OfRow(SearchKind.Time, "v.create_micros"),
            ["manifest_digest"] = Text("v.manifest_digest"),
            ["task"] = Text("v.task"),
            ["lineage.dataset_version"] = Text("v.dataset_version"),
            ["lineage.training_job"] = Text("v.training_job"),
            ["lineage.code_revision"] = Text("v.code_revision"),
            ["lineage.parent_model_version"] = Text("v.parent_model_version"),
        },
        new Dictionary<string, SearchMap>
        {
            ["labels"] = new(SearchKind.Text, "version_labels", "create_revision", Key, "label_key", "label_value"),
            ["metrics"] = new(SearchKind.Number, "version_metrics", "create_revision", Key, "metric", "metric_value"),
        });

    private static SearchField.OfRow Text(string column) => new(SearchKind.Text, column);
}
