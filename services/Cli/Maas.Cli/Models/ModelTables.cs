using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Models;

/// <summary>Models, versions and aliases as tables.</summary>
internal static class ModelTables
{
    public static IRenderable List(IEnumerable<Model> models) => TextTable.Of(
        "", ["model", ">versions", "aliases", "created"],
        models.Select(model => new[]
        {
            TypedName.Short(model.Name), Figures.Count(model.LatestVersionNumber), AliasesOf(model), Figures.Time(model.CreateTime),
        }));

    public static IRenderable Model(Model model) => TextTable.Facts(
        TypedName.Short(model.Name),
        ("display name", model.DisplayName),
        ("description", model.Description),
        ("versions", Figures.Count(model.LatestVersionNumber)),
        ("aliases", AliasesOf(model)),
        ("created", Figures.Time(model.CreateTime)),
        ("changed", Figures.Time(model.UpdateTime)));

    public static IRenderable Versions(IEnumerable<ModelVersion> versions) => TextTable.Of(
        "", ["version", "state", "task", "metrics", ">size", "data", "created"],
        versions.Select(version => new[]
        {
            TypedName.Short(version.Name), version.State.ToString().ToLowerInvariant(), version.Signature?.Task ?? "",
            MetricsOf(version), Figures.Bytes(version.Files.Sum(file => file.SizeBytes)),
            TypedName.Short(version.Lineage?.DatasetVersion ?? ""), Figures.Time(version.CreateTime),
        }));

    public static IRenderable Version(ModelVersion version) => TextTable.Facts(
        TypedName.Short(version.Name),
        [
            ("state", version.State.ToString().ToLowerInvariant()),
            ("task", version.Signature?.Task ?? ""),
            .. (version.Signature?.Inputs ?? []).Select(input => ("input", Tensor(input))),
            .. (version.Signature?.Outputs ?? []).Select(output => ("output", Tensor(output))),
            ("classes", string.Join(", ", version.Signature?.ClassLabels ?? [])),
            .. version.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal)
                .Select(metric => (metric.Key, Figures.Number(metric.Value))),
            .. version.Files.Select(file => (file.Path, $"{Figures.Bytes(file.SizeBytes)}, SHA-256 {file.Sha256}")),
            ("manifest", version.ManifestDigest),
            ("data", version.Lineage?.DatasetVersion ?? ""),
            ("job", version.Lineage?.TrainingJob ?? ""),
            ("golden examples", Figures.Count(version.GoldenExamples.Count)),
            ("created", Figures.Time(version.CreateTime)),
        ]);

    public static IRenderable Aliases(IEnumerable<Alias> aliases) => TextTable.Of(
        "", ["alias", "version", "moved"],
        aliases.Select(alias => new[] { TypedName.Id(alias.Name), TypedName.Short(alias.ModelVersion), Figures.Time(alias.UpdateTime) }));

    public static IRenderable Moves(string alias, IEnumerable<AliasMove> moves) => TextTable.Of(
        alias, [">move", "from", "to", "when", "who"],
        moves.Select(move => new[]
        {
            Figures.Count(move.SequenceNumber), TypedName.Short(move.PreviousModelVersion), TypedName.Short(move.ModelVersion),
            Figures.Time(move.MoveTime), move.Actor,
        }));

    private static string Tensor(TensorSpec tensor) =>
        $"{tensor.Name}: {tensor.DataType}[{string.Join(", ", tensor.Shape)}]";

    private static string AliasesOf(Model model) => string.Join(
        ", ", model.Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal)
            .Select(alias => $"{alias.Key} → {TypedName.Id(alias.Value)}"));

    private static string MetricsOf(ModelVersion version) => string.Join(
        ", ", version.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => $"{metric.Key} {Figures.Number(metric.Value)}"));
}
