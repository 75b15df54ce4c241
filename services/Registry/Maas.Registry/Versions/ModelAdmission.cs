using Maas.Digests;
using Maas.Errors;
using Maas.Onnx.Layout;
using Maas.Onnx.Reading;
using Maas.Onnx.Sandboxing;
using Maas.Onnx.Validation;
using Maas.Registry.Artifacts;
using Maas.Storage.Blobs;
using Maas.Storage.Database;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Versions;

/// <summary>
/// Decides whether the files of a version are let in: first by the structure of the graph, then by loading it for the
/// first time in a process with limits. Thread-safe.
/// </summary>
internal sealed partial class ModelAdmission(
    RegistryLedger ledger, ArtifactStore artifacts, ModelSandbox sandbox, IOptions<RegistryOptions> options, TimeProvider clock,
    ILogger<ModelAdmission> logger)
{
    private static readonly OnnxValidator Validator = new(new OnnxLimits());

    /// <summary>Reads the graph, and the blob to its end, so that its digest is checked once more.</summary>
    /// <exception cref="MaasException"><c>MODEL_INVALID</c>, <c>BLOB_CORRUPT</c>.</exception>
    public OnnxGraph Validate(ModelVersion version)
    {
        var model = version.Files.First(file => file.Path == FileRules.ModelPath);
        try
        {
            using var content = artifacts.OpenRead(Sha256Digest.Parse(model.Sha256));
            return Validator.Read(content, version.Files.ToDictionary(file => file.Path, file => file.SizeBytes));
        }
        catch (OnnxFormatException e)
        {
            throw RegistryErrors.ModelInvalid(model.Path, e.Message);
        }
        catch (BlobCorruptException e)
        {
            throw RegistryErrors.BlobCorrupt(e);
        }
    }

    /// <summary>Loads the files for the first time. Files that were let in before are not loaded again.</summary>
    /// <exception cref="MaasException"><c>MODEL_REJECTED</c>, <c>SANDBOX_UNAVAILABLE</c>.</exception>
    public async Task<Admission> AdmitAsync(ModelVersion version, OnnxGraph graph, CancellationToken cancellationToken)
    {
        if (options.Value.FirstLoad == FirstLoadPolicy.Skipped)
        {
            return new Admission
            {
                Verdict = AdmissionVerdict.ValidatedOnly,
                ExpandedNodeCount = graph.ExpandedNodeCount,
                AdmitTime = clock.GetStorableNow(),
            };
        }

        var known = await ledger.ReadAsync(session => session.FindAdmissionAsync(version.ManifestDigest), cancellationToken);
        return known ?? await LoadAsync(version, graph, cancellationToken);
    }

    private async Task<Admission> LoadAsync(ModelVersion version, OnnxGraph graph, CancellationToken cancellationToken)
    {
        var files = version.Files.Select(file => new LinkedFile(file.Path, artifacts.GetPath(Sha256Digest.Parse(file.Sha256))));
        var verdict = await sandbox.CheckAsync([.. files], cancellationToken);
        if (verdict.Outcome != SandboxOutcome.Admitted)
        {
            RequireBlobs(version);
        }

        switch (verdict.Outcome)
        {
            case SandboxOutcome.Admitted:
                return new Admission
                {
                    Verdict = AdmissionVerdict.Admitted,
                    Runtime = verdict.Runtime,
                    LoadDuration = verdict.LoadDuration ?? TimeSpan.Zero,
                    RunDuration = verdict.RunDuration ?? TimeSpan.Zero,
                    PeakMemoryBytes = verdict.PeakMemoryBytes,
                    ExpandedNodeCount = graph.ExpandedNodeCount,
                    FirstRunProblem = verdict.Reason,
                    AdmitTime = clock.GetStorableNow(),
                };
            case SandboxOutcome.Unavailable:
                LogUnavailable(verdict.Detail);
                throw RegistryErrors.SandboxUnavailable();
            default:
                LogRejected(version.Model, verdict.Outcome, verdict.Reason, verdict.Detail);
                throw RegistryErrors.ModelRejected(NameOf(verdict.Outcome), verdict.Reason);
        }
    }

    /// <summary>What was taken away under the load would be called a fault of the model.</summary>
    private void RequireBlobs(ModelVersion version)
    {
        if (artifacts.FindMissing([.. version.Blobs]) is { Count: > 0 } missing)
        {
            throw RegistryErrors.BlobMissing([.. missing.Select(blob => Sha256Digest.Parse(blob.Sha256))]);
        }
    }

    private static string NameOf(SandboxOutcome outcome) =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A new version of '{Model}' was turned away, {Outcome}: {Reason} {Detail}")]
    private partial void LogRejected(string model, SandboxOutcome outcome, string reason, string detail);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error,
        Message = "No version can be made, for the sandbox cannot be started: {Detail} Set 'Maas:Sandbox:ProgramPath', or 'Maas:Registry:FirstLoad' to Skipped.")]
    private partial void LogUnavailable(string detail);
}
