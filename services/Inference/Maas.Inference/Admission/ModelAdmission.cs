using Maas.Errors;
using Maas.Inference.Loading;
using Maas.Inference.Serving;
using Maas.Onnx.Reading;
using Maas.Onnx.Sandboxing;
using Maas.Onnx.Validation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Admission;

/// <summary>
/// Decides whether a model may be loaded into this process: by the structure of its graph, read with the limits that the Registry has
/// too, and then by a first load in a process that may fall. What passed the second once does not pay for it again. Thread-safe.
/// </summary>
internal sealed partial class ModelAdmission(
    ModelSandbox sandbox, AdmittedModels admitted, IOptions<InferenceOptions> options, ServingMetrics metrics, TimeProvider clock,
    ILogger<ModelAdmission> log)
{
    // How ONNX Runtime says that it has no kernel for an operator; its .NET binding puts the code in front of the message.
    private const string NoKernel = "[ErrorCode:NotImplemented]";

    private static readonly OnnxValidator Validator = new(new OnnxLimits());

    private int _isUnavailableTold;

    /// <summary>Lets a model in, or says why not. Takes a second or so the first time, for the process in the sandbox must start.</summary>
    /// <param name="request">Its files must not change meanwhile.</param>
    /// <param name="policy">Where it will run: the sandbox has no GPU, and does not judge what needs one.</param>
    /// <param name="cancellationToken">Kills the process in the sandbox.</param>
    /// <returns>What was admitted.</returns>
    /// <exception cref="MaasException"><c>MODEL_INVALID</c>; <c>MODEL_NOT_READY</c> when a sandbox is required and cannot be started.</exception>
    public async Task<FileDigests> AdmitAsync(LoadRequest request, DevicePolicy policy, CancellationToken cancellationToken)
    {
        var files = ModelFiles.Of(request);
        var graph = Validate(request, files);
        var digests = await files.DigestsAsync(graph, cancellationToken);
        if (options.Value.FirstLoad == FirstLoadPolicy.Skipped || admitted.Contains(digests.Model))
        {
            return digests;
        }

        var start = clock.GetTimestamp();
        var verdict = await sandbox.CheckAsync(files.LinkedFor(graph), cancellationToken);
        var elapsed = clock.GetElapsedTime(start);
        metrics.FirstLoadEnded(verdict.Outcome, elapsed);
        if (verdict.Outcome == SandboxOutcome.Admitted)
        {
            admitted.Add(digests.Model);
            LogAdmitted(log, request.Model, request.Version, elapsed, verdict.PeakMemoryBytes);
            return digests;
        }

        Judge(request, policy, verdict);
        return digests;
    }

    private OnnxGraph Validate(LoadRequest request, ModelFiles files)
    {
        if (files.GraphBytes > options.Value.MaxModelBytes)
        {
            throw InferenceErrors.ModelInvalid(
                request.Model, $"it has {files.GraphBytes} bytes, more than the {options.Value.MaxModelBytes} allowed here.");
        }

        try
        {
            using var content = files.OpenGraph();
            return Validator.Read(content, files.Sizes);
        }
        catch (OnnxFormatException error)
        {
            throw InferenceErrors.ModelInvalid(request.Model, error.Message, error);
        }
    }

    /// <summary>Returns when the model may be loaded although the sandbox did not let it in.</summary>
    private void Judge(LoadRequest request, DevicePolicy policy, SandboxVerdict verdict)
    {
        if (verdict.Outcome == SandboxOutcome.Unavailable)
        {
            if (options.Value.FirstLoad == FirstLoadPolicy.Required)
            {
                LogRequired(log, verdict.Detail);
                throw InferenceErrors.ModelNotReady(request.Model, request.Version, verdict.Reason);
            }

            if (Interlocked.Exchange(ref _isUnavailableTold, 1) == 0)
            {
                LogUnavailable(log, verdict.Detail);
            }

            return;
        }

        if (verdict.Outcome == SandboxOutcome.Rejected && policy != DevicePolicy.Cpu
            && verdict.Reason.Contains(NoKernel, StringComparison.Ordinal))
        {
            return;
        }

        LogRefused(log, request.Model, request.Version, verdict.Outcome, verdict.Reason, verdict.Detail);
        throw InferenceErrors.ModelInvalid(request.Model, verdict.Reason);
    }

    [LoggerMessage(1, LogLevel.Information, "'{Model}' version {Version} passed the sandbox in {Elapsed}, with at most {PeakBytes} bytes of memory.")]
    private static partial void LogAdmitted(ILogger log, string model, string version, TimeSpan elapsed, long peakBytes);

    [LoggerMessage(2, LogLevel.Warning, "'{Model}' version {Version} is not let out of the sandbox, {Outcome}: {Reason} {Detail}")]
    private static partial void LogRefused(
        ILogger log, string model, string version, SandboxOutcome outcome, string reason, string detail);

    [LoggerMessage(3, LogLevel.Warning,
        "Models are loaded without a first load in the sandbox, for it cannot be started: {Detail} Set 'Maas:Sandbox:ProgramPath', or 'Maas:Inference:FirstLoad' to Skipped.")]
    private static partial void LogUnavailable(ILogger log, string detail);

    [LoggerMessage(4, LogLevel.Warning,
        "Nothing new is served, for the sandbox cannot be started: {Detail} Set 'Maas:Sandbox:ProgramPath', or 'Maas:Inference:FirstLoad' to Preferred.")]
    private static partial void LogRequired(ILogger log, string detail);
}
