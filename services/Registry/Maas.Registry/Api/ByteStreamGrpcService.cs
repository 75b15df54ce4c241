using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Registry.Artifacts;

namespace Maas.Registry.Api;

/// <summary>Speaks <c>google.bytestream.ByteStream</c>; every decision is taken in the domain.</summary>
internal sealed class ByteStreamGrpcService(ArtifactStore artifacts, ArtifactUploads uploads) : ByteStream.ByteStreamBase
{
    public override async Task Read(
        ReadRequest request, IServerStreamWriter<ReadResponse> responseStream, ServerCallContext context)
    {
        var pieces = artifacts.ReadAsync(
            request.ResourceName, request.ReadOffset, request.ReadLimit, context.CancellationToken);
        await foreach (var piece in pieces)
        {
            // The piece is good until the next one is asked for, which is after it was written.
            var response = new ReadResponse { Data = UnsafeByteOperations.UnsafeWrap(piece) };
            await responseStream.WriteAsync(response, context.CancellationToken);
        }
    }

    public override async Task<WriteResponse> Write(
        IAsyncStreamReader<WriteRequest> requestStream, ServerCallContext context)
    {
        await using var messages = new UploadReader(requestStream, context.CancellationToken);
        return new WriteResponse { CommittedSize = await uploads.WriteAsync(messages, context.CancellationToken) };
    }

    public override Task<QueryWriteStatusResponse> QueryWriteStatus(
        QueryWriteStatusRequest request, ServerCallContext context)
    {
        var (committedBytes, isComplete) = uploads.GetStatus(request.ResourceName);
        return Task.FromResult(new QueryWriteStatusResponse { CommittedSize = committedBytes, Complete = isComplete });
    }
}
