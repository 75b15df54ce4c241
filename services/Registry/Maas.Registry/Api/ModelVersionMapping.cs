using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Registry.Versions;
using Proto = Maas.Contracts.Registry.V1;

namespace Maas.Registry.Api;

internal static class ModelVersionMapping
{
    extension(ModelVersion version)
    {
        public Proto.ModelVersion ToProto() => new()
        {
            Name = version.Name,
            Uid = version.Uid,
            State = (Proto.ModelVersion.Types.State)version.State,
            Files = { version.Files.Select(ToProto) },
            ManifestDigest = version.ManifestDigest,
            Signature = version.Signature.ToProto(),
            Metrics = { version.Metrics.ToDictionary() },
            Lineage = ToProto(version.Lineage),
            GoldenExamples = { version.GoldenExamples.Select(ToProto) },
            BaselineProfileSha256 = version.BaselineProfileSha256,
            BaselineProfileSizeBytes = version.BaselineProfileSizeBytes,
            Card = version.Card,
            Labels = { version.Labels.ToDictionary() },
            CreateTime = version.CreateTime.ToTimestamp(),
            Etag = version.Etag,
            StateReason = version.StateReason,
            DeleteTime = version.DeleteTime?.ToTimestamp(),
            ExpireTime = version.ExpireTime?.ToTimestamp(),
            Admission = version.Admission is { } admission ? ToProto(admission) : null,
        };
    }

    extension(Proto.ModelVersion version)
    {
        /// <summary>What a caller may choose; the rest is the registry's.</summary>
        public ModelVersion FromProto() => new()
        {
            Files = [.. version.Files.Select(file => new ModelFile(file.Path, file.Sha256, file.SizeBytes))],
            Signature = (version.Signature ?? new Proto.Signature()).FromProto(),
            Metrics = version.Metrics.ToDictionary(),
            Lineage = FromProto(version.Lineage ?? new Proto.Lineage()),
            GoldenExamples = [.. version.GoldenExamples.Select(FromProto)],
            BaselineProfileSha256 = version.BaselineProfileSha256,
            BaselineProfileSizeBytes = version.BaselineProfileSizeBytes,
            Card = version.Card,
            Labels = version.Labels.ToDictionary(),
        };
    }

    private static Proto.Admission ToProto(Admission admission) => new()
    {
        Verdict = (Proto.Admission.Types.Verdict)admission.Verdict,
        Runtime = admission.Runtime,
        LoadDuration = admission.LoadDuration.ToDuration(),
        RunDuration = admission.RunDuration.ToDuration(),
        PeakMemoryBytes = admission.PeakMemoryBytes,
        ExpandedNodeCount = admission.ExpandedNodeCount,
        FirstRunProblem = admission.FirstRunProblem,
        AdmitTime = admission.AdmitTime.ToTimestamp(),
    };

    private static Proto.ModelFile ToProto(ModelFile file) =>
        new() { Path = file.Path, Sha256 = file.Sha256, SizeBytes = file.SizeBytes };

    private static Proto.Lineage ToProto(Lineage lineage) => new()
    {
        DatasetVersion = lineage.DatasetVersion,
        DatasetSha256 = lineage.DatasetSha256,
        TrainingJob = lineage.TrainingJob,
        CodeRevision = lineage.CodeRevision,
        ParentModelVersion = lineage.ParentModelVersion,
    };

    private static Lineage FromProto(Proto.Lineage lineage) => new()
    {
        DatasetVersion = lineage.DatasetVersion,
        DatasetSha256 = lineage.DatasetSha256,
        TrainingJob = lineage.TrainingJob,
        CodeRevision = lineage.CodeRevision,
        ParentModelVersion = lineage.ParentModelVersion,
    };

    private static Proto.GoldenExample ToProto(GoldenExample example) => new()
    {
        Inputs = { example.Inputs.Select(ToProto) },
        ExpectedOutputs = { example.ExpectedOutputs.Select(ToProto) },
        Tolerance = example.Tolerance,
    };

    private static GoldenExample FromProto(Proto.GoldenExample example) => new(
        [.. example.Inputs.Select(FromProto)], [.. example.ExpectedOutputs.Select(FromProto)], example.Tolerance);

    private static Proto.TensorValue ToProto(TensorValue value) => new()
    {
        Name = value.Name,
        DataType = value.DataType,
        Shape = { value.Shape },
        Content = UnsafeByteOperations.UnsafeWrap(value.Content),
    };

    private static TensorValue FromProto(Proto.TensorValue value) =>
        new(value.Name, value.DataType, [.. value.Shape], value.Content.ToByteArray());
}
