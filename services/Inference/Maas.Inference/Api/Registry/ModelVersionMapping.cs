using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.Inference.Artifacts;
using Maas.Inference.Deployments;
using Maas.Inference.Models;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Inference.Api.Registry;

/// <summary>From the Registry's contract to the domain: versions.</summary>
internal static class ModelVersionMapping
{
    extension(ModelVersion version)
    {
        /// <exception cref="Maas.Errors.MaasException"><c>MODEL_INVALID</c>: what the registry says makes no sense.</exception>
        public VersionManifest FromProto()
        {
            var (model, number) = (version.Name.Split('/')[1], RegistryNames.LastOf(version.Name));
            return new VersionManifest
            {
                Model = model,
                Version = number,
                ManifestDigest = version.ManifestDigest,
                Files = [.. version.Files.Select(file => file.FromProto(model))],
                Signature = version.Signature?.FromProto() ?? ModelSignature.Unknown,
                GoldenExamples = [.. version.GoldenExamples.Select(example => example.FromProto(model))],
            };
        }
    }

    extension(ModelFile file)
    {
        public ArtifactFile FromProto(string model) => Sha256Digest.TryParse(file.Sha256, out var digest)
            ? new ArtifactFile(file.Path, digest, file.SizeBytes)
            : throw InferenceErrors.ModelInvalid(model, $"the digest of '{file.Path}' is '{file.Sha256}', expected 64 hex digits.");
    }

    extension(Signature signature)
    {
        public ModelSignature FromProto() => new()
        {
            Task = signature.Task,
            ClassLabels = [.. signature.ClassLabels],
            Inputs = [.. signature.Inputs.Select(spec => spec.FromProto())],
            Outputs = [.. signature.Outputs.Select(spec => spec.FromProto())],
        };
    }

    extension(TensorSpec spec)
    {
        /// <summary>The roles' numbers are those of the contract; one that is not known yet says nothing.</summary>
        public TensorMeaning FromProto() => new(
            spec.Name, Enum.IsDefined((TensorRole)(int)spec.Role) ? (TensorRole)(int)spec.Role : TensorRole.Unknown, [.. spec.Categories],
            spec.Image?.FromProto());
    }

    extension(ImageSpec image)
    {
        /// <summary>The layouts' numbers are those of the contract; whether this one is known, the meaning tells.</summary>
        public ImageMeaning FromProto() => new()
        {
            Layout = (ImageLayout)(int)image.Layout,
            ChannelCount = image.ChannelCount,
            Height = image.Height,
            Width = image.Width,
            Scale = image.Scale == 0 ? 1 : image.Scale,
            Means = [.. image.Means],
            StandardDeviations = [.. image.StandardDeviations],
        };
    }

    extension(Proto.GoldenExample example)
    {
        public Loading.GoldenExample FromProto(string model) => new(
            [.. example.Inputs.Select(tensor => tensor.FromProto(model))],
            [.. example.ExpectedOutputs.Select(tensor => tensor.FromProto(model))],
            example.Tolerance > 0 ? example.Tolerance : Loading.GoldenExample.DefaultTolerance);
    }

    extension(TensorValue tensor)
    {
        public Tensor FromProto(string model) => TensorDataTypes.TryParse(tensor.DataType, out var type)
            ? new Tensor(tensor.Name, type, [.. tensor.Shape], tensor.Content.Memory)
            : throw InferenceErrors.ModelInvalid(model, $"golden tensor '{tensor.Name}' has the unknown data type '{tensor.DataType}'.");
    }
}
