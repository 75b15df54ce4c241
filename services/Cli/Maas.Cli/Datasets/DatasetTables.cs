using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Datasets;

/// <summary>Datasets as tables.</summary>
internal static class DatasetTables
{
    private const int TopValues = 3;

    public static IRenderable List(IEnumerable<Dataset> datasets) => TextTable.Of(
        "", ["dataset", ">versions", "created"],
        datasets.Select(dataset => new[]
        {
            TypedName.Short(dataset.Name), Figures.Count(dataset.LatestVersionNumber), Figures.Time(dataset.CreateTime),
        }));

    public static IRenderable Version(DatasetVersion version) => TextTable.Facts(
        TypedName.Short(version.Name),
        ("rows", Figures.Count(version.RowCount)),
        ("rejected rows", Figures.Count(version.RejectedRowCount)),
        ("format", version.Format),
        ("row fingerprint", version.RowFingerprint),
        ("columns", string.Join(", ", version.Columns.Select(column => $"{column.Name} ({Kind(column.Kind)})"))),
        ("source", $"{Figures.Bytes(version.SourceSizeBytes)}, SHA-256 {version.SourceSha256}"),
        ("created", Figures.Time(version.CreateTime)));

    public static IRenderable Profile(DatasetProfile profile) => TextTable.Of(
        $"{TypedName.Short(profile.DatasetVersion)}: {profile.RowCount} rows, {profile.DuplicateRowCount} duplicates",
        ["column", "kind", ">missing", ">distinct", ">min", ">mean", ">median", ">max", ">std. deviation", "most frequent"],
        profile.Columns.Select(Row));

    public static IRenderable Rejects(string version, IEnumerable<RejectedRow> rows) => TextTable.Of(
        TypedName.Short(version), [">line", "column", "reason", "what is wrong", "content"],
        rows.Select(row => new[] { Figures.Count(row.LineNumber), row.Column, row.Reason, row.Message, row.Content }));

    public static IRenderable Anomalies(string version, IReadOnlyList<SchemaAnomaly> anomalies) => anomalies.Count == 0
        ? TextTable.Facts(TypedName.Short(version), ("schema", "as expected"))
        : TextTable.Of(
            TypedName.Short(version), ["severity", "kind", "column", ">count", "what is wrong", "examples"],
            anomalies.Select(anomaly => new[]
            {
                anomaly.Severity.ToString().ToLowerInvariant(), anomaly.Kind, anomaly.Column, Figures.Count(anomaly.Count),
                anomaly.Message, string.Join(", ", anomaly.Examples),
            }));

    public static IRenderable Schema(DatasetSchema schema) => TextTable.Of(
        schema.Name, ["column", "kind", ">present", ">min", ">max", "unique", "values"],
        schema.Columns.Select(column => new[]
        {
            column.Column,
            Kind(column.Kind),
            Figures.Number(true, column.MinPresentRatio),
            Figures.Number(column.HasMin, column.Min),
            Figures.Number(column.HasMax, column.Max),
            column.IsUnique ? "yes" : "",
            string.Join(", ", column.Values.Take(2 * TopValues)) + (column.Values.Count > 2 * TopValues ? ", …" : ""),
        }));

    private static string[] Row(ColumnProfile column)
    {
        var numeric = column.Numeric;
        var median = numeric?.Quantiles.FirstOrDefault(quantile => quantile.Probability == 0.5);
        return
        [
            column.Column,
            Kind(column.Kind),
            Figures.Count(column.MissingCount),
            Figures.Count(column.DistinctCount),
            Figures.Number(numeric is not null, numeric?.Min ?? 0),
            Figures.Number(numeric is not null, numeric?.Mean ?? 0),
            Figures.Number(median is not null, median?.Value ?? 0),
            Figures.Number(numeric is not null, numeric?.Max ?? 0),
            Figures.Number(numeric?.HasStandardDeviation == true, numeric?.StandardDeviation ?? 0),
            numeric is null ? string.Join(", ", column.TopValues.Take(TopValues).Select(top => $"{top.Value} ({top.Count})")) : "",
        ];
    }

    private static string Kind(Column.Types.Kind kind) => kind.ToString().ToLowerInvariant();
}
