using Google.Protobuf;
using Maas.Contracts.Registry.V1;
using Maas.Training.Plans;

namespace Maas.Training.Registration;

/// <summary>
/// How a trained model is told to the Registry. The same folder gives the same bytes, so that a repeated request is
/// known as one.
/// </summary>
internal static class RegistryMapping
{
    /// <summary>The version to create.</summary>
    /// <param name="registration">The model.</param>
    /// <param name="model">Its artifact, uploaded.</param>
    /// <param name="baseline">Its baseline, uploaded; null when there is none.</param>
    public static ModelVersion ToModelVersion(ModelRegistration registration, ModelFile model, ModelFile? baseline)
    {
        var outcome = registration.Outcome;
        var version = new ModelVersion
        {
            Files = { model },
            Signature = outcome.Signature.ToProto(),
            Lineage = new Lineage
            {
                DatasetVersion = registration.DatasetVersion,
                DatasetSha256 = registration.DatasetSource.Hex,
                TrainingJob = registration.JobName,
            },
            Card = ModelCard.Of(outcome, registration.Search),
            BaselineProfileSha256 = baseline?.Sha256 ?? "",
            BaselineProfileSizeBytes = baseline?.SizeBytes ?? 0,
        };
        foreach (var (name, value) in outcome.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            version.Metrics.Add(name, value);
        }

        version.GoldenExamples.Add(outcome.GoldenExamples.Select(example => example.ToProto()));
        return version;
    }

    /// <summary>The version to create of a variant.</summary>
    /// <param name="registration">The full model.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="parent">Version of the full model.</param>
    /// <param name="model">Artifact of the variant, uploaded.</param>
    /// <param name="baseline">Baseline of both, uploaded; null when there is none.</param>
    public static ModelVersion ToVariantVersion(
        ModelRegistration registration, VariantOutcome variant, string parent, ModelFile model, ModelFile? baseline)
    {
        var version = ToModelVersion(registration, model, baseline);
        version.Lineage.ParentModelVersion = parent;
        version.Labels.Add("variant", variant.Name);
        version.Card = VariantCard.Of(variant, parent);
        version.Metrics.Clear();
        foreach (var (name, value) in variant.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            version.Metrics.Add(name, value);
        }

        version.Metrics.Add("variant.agreement", variant.AgreementRatio);
        version.Metrics.Add("variant.size_ratio", variant.SizeRatio);
        version.GoldenExamples.Clear();
        version.GoldenExamples.Add(variant.GoldenExamples.Select(example => example.ToProto()));
        return version;
    }

    extension(SignatureOutcome signature)
    {
        /// <summary>The signature in the Registry's words.</summary>
        public Signature ToProto() => new()
        {
            Inputs = { signature.Inputs.Select(tensor => tensor.ToProto()) },
            Outputs = { signature.Outputs.Select(tensor => tensor.ToProto()) },
            Task = signature.Task,
            ClassLabels = { signature.ClassLabels },
        };
    }

    extension(TensorOutcome tensor)
    {
        private TensorSpec ToProto() => new()
        {
            Name = tensor.Name,
            DataType = tensor.DataType,
            Shape = { tensor.Shape },
            Role = RoleOf(tensor.Role),
            Categories = { tensor.Categories },
            Image = tensor.ImageShape is [var height, var width, var channels]
                ? new ImageSpec { Layout = ImageSpec.Types.Layout.Nhwc, Height = height, Width = width, ChannelCount = channels }
                : null,
        };
    }

    extension(GoldenOutcome example)
    {
        private GoldenExample ToProto() => new()
        {
            Inputs = { example.Inputs.Select(tensor => tensor.ToProto()) },
            ExpectedOutputs = { example.Outputs.Select(tensor => tensor.ToProto()) },
            Tolerance = example.Tolerance,
        };
    }

    extension(TensorContent tensor)
    {
        private TensorValue ToProto() => new()
        {
            Name = tensor.Name,
            DataType = tensor.DataType,
            Shape = { tensor.Shape },
            Content = ByteString.CopyFrom(tensor.Content),
        };
    }

    private static TensorSpec.Types.Role RoleOf(string role) => role switch
    {
        TensorRole.NumericFeature => TensorSpec.Types.Role.NumericFeature,
        TensorRole.CategoricalFeature => TensorSpec.Types.Role.CategoricalFeature,
        TensorRole.Image => TensorSpec.Types.Role.Image,
        TensorRole.Text => TensorSpec.Types.Role.Text,
        TensorRole.PredictedValue => TensorSpec.Types.Role.PredictedValue,
        TensorRole.PredictedLabel => TensorSpec.Types.Role.PredictedLabel,
        TensorRole.ClassScores => TensorSpec.Types.Role.ClassScores,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role of a tensor."),
    };
}
