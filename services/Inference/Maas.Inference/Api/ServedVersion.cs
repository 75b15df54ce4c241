using System.Globalization;
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
    // Triton's name for ONNX models that ONNX Runtime runs; clients compare it.
    private const string Platform = "onnxruntime_onnx";

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

    /// <summary>The configuration that other servers would need for this version; here it follows from the graph.</summary>
    public ModelConfig ToConfig()
    {
        var config = new ModelConfig
        {
            Name = Entry.Name,
            Platform = Platform,
            Backend = "onnxruntime",
            DefaultModelFilename = "model.onnx",
            Input = { Model.Inputs.Select(input => new ModelInput { Name = input.Name, DataType = TypeOf(input), Dims = { input.Shape } }) },
            Output = { Model.Outputs.Select(output => new ModelOutput { Name = output.Name, DataType = TypeOf(output), Dims = { output.Shape } }) },
            InstanceGroup = { InstanceGroup() },
            VersionPolicy = new ModelVersionPolicy
            {
                Specific = new ModelVersionPolicy.Types.Specific
                {
                    Versions = { ReadyVersions().Select(version => long.Parse(version, CultureInfo.InvariantCulture)) },
                },
            },
        };
        foreach (var (key, value) in Properties())
        {
            config.Parameters[key] = new ModelParameter { StringValue = value };
        }

        return config;
    }

    private static ModelMetadataResponse.Types.TensorMetadata ToMetadata(TensorInfo tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.DataType.OipName, Shape = { tensor.Shape } };

    private static DataType TypeOf(TensorInfo tensor) => tensor.DataType switch
    {
        TensorDataType.Bool => DataType.TypeBool,
        TensorDataType.UInt8 => DataType.TypeUint8,
        TensorDataType.UInt16 => DataType.TypeUint16,
        TensorDataType.UInt32 => DataType.TypeUint32,
        TensorDataType.UInt64 => DataType.TypeUint64,
        TensorDataType.Int8 => DataType.TypeInt8,
        TensorDataType.Int16 => DataType.TypeInt16,
        TensorDataType.Int32 => DataType.TypeInt32,
        TensorDataType.Int64 => DataType.TypeInt64,
        TensorDataType.Fp16 => DataType.TypeFp16,
        TensorDataType.Fp32 => DataType.TypeFp32,
        TensorDataType.Fp64 => DataType.TypeFp64,
        TensorDataType.Bf16 => DataType.TypeBf16,
        _ => DataType.TypeString,
    };

    private static string ProblemOf(CatalogVersion version) =>
        version.Reason.Length > 0 ? version.Reason : $"version {version.Version} is being loaded.";

    private IEnumerable<string> ReadyVersions() => Entry.Versions
        .Where(version => version.State == ModelState.Ready).Select(version => version.Version).Reverse();

    private IEnumerable<(string Key, string Value)> Properties()
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

    private ModelInstanceGroup InstanceGroup()
    {
        var colon = Model.Device.IndexOf(':', StringComparison.Ordinal);
        var group = new ModelInstanceGroup { Name = Entry.Name, Count = 1, Kind = ModelInstanceGroup.Types.Kind.Cpu };
        if (colon > 0 && int.TryParse(Model.Device.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var gpu))
        {
            group.Kind = ModelInstanceGroup.Types.Kind.Gpu;
            group.Gpus.Add(gpu);
        }

        return group;
    }
}
