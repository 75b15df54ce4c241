using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Digests;
using Maas.Errors;
using Maas.Processes;

namespace Maas.Training.Api;

/// <summary>The messages of one file that a worker brings: a header, then chunks. Not thread-safe.</summary>
/// <param name="messages">As they come from the worker.</param>
/// <param name="idleTimeout">Longest pause between two of them.</param>
/// <param name="clock">Times the pauses.</param>
internal sealed class WorkUploadStream(
    IAsyncStreamReader<UploadWorkFileRequest> messages, TimeSpan idleTimeout, TimeProvider clock)
{
    private readonly ChunkedMessages<UploadWorkFileRequest> _messages = new(
        messages, message => message.PayloadCase == UploadWorkFileRequest.PayloadOneofCase.Chunk ? message.Chunk : null, idleTimeout, clock);

    /// <summary>Reads the first message.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, <c>IMPORT_STALLED</c>.</exception>
    public async Task<(string Job, string Lease, string FileName, Sha256Digest Digest)> ReadHeaderAsync(
        CancellationToken cancellationToken)
    {
        var header = await _messages.ReadHeaderAsync(message => message.Header, cancellationToken);
        return Sha256Digest.TryParse(header.Sha256, out var digest)
            ? (TrainingNames.Work(header.TrainingJob, "header.training_job"), header.Lease, NameOf(header), digest)
            : throw CommonErrors.InvalidField("header.sha256", $"Expected 64 lower-case hex digits, got '{header.Sha256}'.");
    }

    /// <summary>Reads the chunks; each is used up before the next is asked for.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, <c>IMPORT_STALLED</c>.</exception>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunksAsync(CancellationToken cancellationToken) => _messages.ReadChunksAsync(cancellationToken);

    private static string NameOf(UploadWorkFileRequest.Types.Header header) => header.File switch
    {
        WorkFile.Checkpoint => TrainingProgram.CheckpointName,
        WorkFile.Model => TrainingProgram.ModelName,
        WorkFile.Baseline => TrainingProgram.BaselineName,
        WorkFile.Outcome => TrainingProgram.OutcomeName,
        WorkFile.Failure => TrainingProgram.FailureName,
        WorkFile.Variant => TrainingProgram.VariantName(header.Variant),
        _ => throw CommonErrors.InvalidField("header.file", $"Expected a file that a worker brings, got {header.File}."),
    };
}
