using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Connections;
using Maas.Cli.Models;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Versions;

/// <summary>Versions as tables.</summary>
internal static class VersionTables
{
    public static IRenderable List(IEnumerable<ModelVersion> versions) => TextTable.Of(
        "", ["version", "state", "task", "metrics", ">size", "data", "labels", "created"],
        versions.Select(version => new[]
        {
            TypedName.Short(version.Name), version.State.ToString().ToLowerInvariant(), version.Signature?.Task ?? "",
            MetricsOf(version), Figures.Bytes(version.Files.Sum(file => file.SizeBytes)),
            TypedName.Short(version.Lineage?.DatasetVersion ?? ""), ModelTables.LabelsOf(version.Labels),
            Figures.Time(version.CreateTime),
        }));

    public static IRenderable Version(ModelVersion version) => TextTable.Facts(
        TypedName.Short(version.Name),
        [
            .. StateOf(version),
            .. AdmissionOf(version.Admission),
            ("task", version.Signature?.Task ?? ""),
            .. (version.Signature?.Inputs ?? []).Select(input => ("input", Tensor(input))),
            .. (version.Signature?.Outputs ?? []).Select(output => ("output", Tensor(output))),
            ("classes", string.Join(", ", version.Signature?.ClassLabels ?? [])),
            .. version.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal)
                .Select(metric => (metric.Key, Figures.Number(metric.Value))),
            .. version.Files.Select(file => (file.Path, $"{Figures.Bytes(file.SizeBytes)}, SHA-256 {file.Sha256}")),
            ("manifest", version.ManifestDigest),
            .. LineageOf(version.Lineage),
            ("labels", ModelTables.LabelsOf(version.Labels)),
            ("golden examples", Figures.Count(version.GoldenExamples.Count)),
            ("created", Figures.Time(version.CreateTime)),
            ("card", version.Card.TrimEnd()),
        ]);

    /// <summary>A version after its state was changed.</summary>
    public static IRenderable States(ModelVersion version) =>
        TextTable.Facts(TypedName.Short(version.Name), StateOf(version));

    /// <summary>What lies in the folder that a version was fetched into.</summary>
    public static IRenderable Files(ModelVersion version, string folder, IEnumerable<PulledFile> files) => TextTable.Of(
        $"{TypedName.Short(version.Name)} in {folder}", ["file", ">size", "SHA-256", ""],
        files.Select(file => new[]
        {
            file.Path, Figures.Bytes(file.SizeBytes), file.Sha256, file.WasThere ? "was there" : "fetched",
        }));

    private static IEnumerable<(string Name, string Value)> StateOf(ModelVersion version) =>
    [
        ("state", version.State.ToString().ToLowerInvariant()),
        ("reason", version.StateReason),
        ("deleted", version.DeleteTime is null ? "" : Figures.Time(version.DeleteTime)),
        ("can be undeleted until", version.ExpireTime is null ? "" : Figures.Time(version.ExpireTime)),
    ];

    private static IEnumerable<(string Name, string Value)> AdmissionOf(Admission? admission)
    {
        if (admission is null)
        {
            return [];
        }

        var load = Figures.Milliseconds(Seconds(admission.LoadDuration));
        var run = Figures.Milliseconds(Seconds(admission.RunDuration));
        var isLoaded = admission.Verdict == Admission.Types.Verdict.Admitted;
        return
        [
            ("admission", admission.Verdict switch
            {
                Admission.Types.Verdict.Admitted => $"admitted by {admission.Runtime}",
                Admission.Types.Verdict.ValidatedOnly => "validated only, not loaded",
                var other => other.ToString(),
            }),
            ("first load", isLoaded ? $"{load}, one run {run}, at most {Figures.Bytes(admission.PeakMemoryBytes)}" : ""),
            ("nodes", Figures.Count(admission.ExpandedNodeCount)),
        ];
    }

    private static double Seconds(Duration? duration) => duration?.ToTimeSpan().TotalSeconds ?? 0;

    private static IEnumerable<(string Name, string Value)> LineageOf(Lineage? lineage) => lineage is null ? [] :
    [
        ("data", lineage.DatasetVersion),
        ("data SHA-256", lineage.DatasetSha256),
        ("job", lineage.TrainingJob),
        ("code", lineage.CodeRevision),
        ("continues", lineage.ParentModelVersion),
    ];

    private static string Tensor(TensorSpec tensor) =>
        $"{tensor.Name}: {tensor.DataType}[{string.Join(", ", tensor.Shape)}]{ImageOf(tensor.Image)}";

    private static string ImageOf(ImageSpec? image) => image is null
        ? ""
        : $", image of {Figures.Count(image.Width)} x {Figures.Count(image.Height)}, {(image.ChannelCount == 1 ? "grey" : "RGB")}";

    private static string MetricsOf(ModelVersion version) => string.Join(
        ", ", version.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => $"{metric.Key} {Figures.Number(metric.Value)}"));
}
