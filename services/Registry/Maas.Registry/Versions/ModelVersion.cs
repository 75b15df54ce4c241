using System.Text.Json.Serialization;

namespace Maas.Registry.Versions;

/// <summary>Where a version stands. Kept by name: rename none.</summary>
internal enum ModelVersionState
{
    /// <summary>Can be served.</summary>
    Ready = 1,

    /// <summary>Can be served; a newer one is preferred.</summary>
    Deprecated = 2,

    /// <summary>Gone for users.</summary>
    Deleted = 3,

    /// <summary>Must not be served.</summary>
    Quarantined = 4,
}

/// <summary>
/// One immutable version of a model: files by digest and what is known of them. Kept as JSON: rename no property.
/// </summary>
internal sealed record ModelVersion
{
    /// <summary>Id of the model.</summary>
    public string Model { get; init; } = "";

    /// <summary>Counts from 1, never reused.</summary>
    public long Number { get; init; }

    /// <summary>Server-made UUID.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public ModelVersionState State { get; init; } = ModelVersionState.Ready;

    /// <summary>One has the path <c>model.onnx</c>.</summary>
    public IReadOnlyList<ModelFile> Files { get; init; } = [];

    /// <summary>See <see cref="Manifest"/>.</summary>
    public string ManifestDigest { get; init; } = "";

    /// <summary>Inputs and outputs.</summary>
    public Signature Signature { get; init; } = new();

    /// <summary>Measured quality by dotted name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Where it came from.</summary>
    public Lineage Lineage { get; init; } = new();

    /// <summary>Inputs with the outputs they must give.</summary>
    public IReadOnlyList<GoldenExample> GoldenExamples { get; init; } = [];

    /// <summary>Blob of the baseline profile; empty when there is none.</summary>
    public string BaselineProfileSha256 { get; init; } = "";

    /// <summary>Its size; 0 when there is none.</summary>
    public long BaselineProfileSizeBytes { get; init; }

    /// <summary>Markdown.</summary>
    public string Card { get; init; } = "";

    /// <summary>The users' own.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreateTime { get; init; }

    /// <summary>Revision of the registry at which its state last changed.</summary>
    public long Revision { get; init; }

    /// <summary>Revision of the registry that made it; never the same twice. Kept in a column of its own.</summary>
    [JsonIgnore]
    public long CreateRevision { get; init; }

    /// <summary>Why it is in its state; may be empty.</summary>
    public string StateReason { get; init; } = "";

    /// <summary>What <see cref="State"/> is again when it is undeleted.</summary>
    public ModelVersionState StateBeforeDeletion { get; init; }

    /// <summary>When it was deleted; null while it is not.</summary>
    public DateTimeOffset? DeleteTime { get; init; }

    /// <summary>When it is purged; null while it is not deleted.</summary>
    public DateTimeOffset? ExpireTime { get; init; }

    /// <summary>What the first load showed; null for versions of before there was one.</summary>
    public Admission? Admission { get; init; }

    /// <summary>Whether replicas may serve it.</summary>
    [JsonIgnore]
    public bool IsServable => State is ModelVersionState.Ready or ModelVersionState.Deprecated;

    /// <summary>Every blob it needs, each once.</summary>
    [JsonIgnore]
    public IEnumerable<(string Sha256, long SizeBytes)> Blobs => Files.Select(file => (file.Sha256, file.SizeBytes))
        .Concat(BaselineProfileSha256.Length > 0 ? [(BaselineProfileSha256, BaselineProfileSizeBytes)] : [])
        .DistinctBy(blob => blob.Item1, StringComparer.Ordinal);

    /// <summary>Quoted, as RFC 9110 has it.</summary>
    [JsonIgnore]
    public string Etag => $"\"{Revision}\"";

    /// <summary>Resource name.</summary>
    [JsonIgnore]
    public string Name => RegistryNames.Version(Model, Number);
}

/// <summary>One file of a version.</summary>
/// <param name="Path">Relative, inside the version.</param>
/// <param name="Sha256">64 lower-case hex digits.</param>
/// <param name="SizeBytes">1 or more.</param>
internal sealed record ModelFile(string Path, string Sha256, long SizeBytes);

/// <summary>Where a version came from. Every field may be empty.</summary>
internal sealed record Lineage
{
    public string DatasetVersion { get; init; } = "";

    public string DatasetSha256 { get; init; } = "";

    public string TrainingJob { get; init; } = "";

    public string CodeRevision { get; init; } = "";

    public string ParentModelVersion { get; init; } = "";
}

/// <summary>Inputs and the outputs they must give.</summary>
/// <param name="Inputs">Every input of the graph.</param>
/// <param name="ExpectedOutputs">At least one.</param>
/// <param name="Tolerance">Largest absolute difference of a floating-point element; 0 means 1e-4.</param>
internal sealed record GoldenExample(
    IReadOnlyList<TensorValue> Inputs, IReadOnlyList<TensorValue> ExpectedOutputs, double Tolerance);

/// <summary>A tensor with its content.</summary>
/// <param name="Name">In the graph.</param>
/// <param name="DataType">Open Inference Protocol name.</param>
/// <param name="Shape">All 0 or more.</param>
/// <param name="Content">The protocol's raw form.</param>
internal sealed record TensorValue(string Name, string DataType, IReadOnlyList<long> Shape, byte[] Content);
