using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Inference.Protocol;

namespace Maas.Inference.Api;

/// <summary>A version that answers, seen under one name, with what the protocol tells of it.</summary>
/// <param name="Entry">What the name knows.</param>
/// <param name="Model">The version; read what it says of itself, it may be unloaded by now.</param>
internal sealed record ServedVersion(CatalogEntry Entry, ServedModel Model)
{
    /// <summary>Triton's name for ONNX models that ONNX Runtime runs; clients compare it.</summary>
    public const string Platform = "onnxruntime_onnx";

    /// <summary>Finds a version without taking a turn from the traffic; without a number it is the highest that answers.</summary>
    /// <exception cref="MaasException"><c>MODEL_NOT_FOUND</c>, <c>MODEL_NOT_READY</c> or <c>PARAMETER_INVALID</c>.</exception>
    public static ServedVersion Find(ModelCatalog catalog, string name, string version)
    {
        VersionNumber.Require(version);
        var entry = catalog.Get(name);
        var known = version.Length == 0
            ? entry.Versions.FirstOrDefault(candidate => candidate.Model is not null)
            : entry.Find(version) ?? throw InferenceErrors.ModelNotFound(name, version);
        return known?.Model is { } model
            ? new ServedVersion(entry, model)
            : throw InferenceErrors.ModelNotReady(name, version, known is null ? "no version of it answers." : ProblemOf(known));
    }

    /// <summary>Tensors and versions.</summary>
    public ModelMetadataResponse ToMetadata()
    {
        var metadata = new ModelMetadataResponse
        {
            Name = Entry.Name,
            Platform = Platform,
            Versions = { ReadyVersions() },
            Inputs = { Model.Inputs.Select(ToMetadata) },
            Outputs = { Model.Outputs.Select(ToMetadata) },
        };
        foreach (var (key, value) in Properties())
        {
            metadata.Properties[key] = value;
        }

        return metadata;
    }

    /// <summary>Numbers of the versions that answer, lowest first.</summary>
    public IEnumerable<string> ReadyVersions() => Entry.Versions
        .Where(version => version.State == ModelState.Ready).Select(version => version.Version).Reverse();

    /// <summary>What the protocol has no fields for.</summary>
    public IEnumerable<(string Key, string Value)> Properties()
    {
        yield return ("device", Model.Device);
        if (Model.DevicePolicy.Length > 0)
        {
            yield return ("device_policy", Model.DevicePolicy);
        }

        if (Model.DeviceNote.Length > 0)
        {
            yield return ("device_note", Model.DeviceNote);
        }

        if (Model.ManifestDigest.Length > 0)
        {
            yield return ("manifest_digest", Model.ManifestDigest);
        }

        yield return ("model", Model.Model);
        yield return ("model_version", Model.Version);
        if (Model.Signature.Task.Length > 0)
        {
            yield return ("task", Model.Signature.Task);
        }
    }

    private static ModelMetadataResponse.Types.TensorMetadata ToMetadata(TensorInfo tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.DataType.OipName, Shape = { tensor.Shape } };

    private static string ProblemOf(CatalogVersion version) =>
        version.Reason.Length > 0 ? version.Reason : $"version {version.Version} is being loaded.";
}
