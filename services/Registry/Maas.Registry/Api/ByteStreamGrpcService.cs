using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Registry.Artifacts;

namespace Maas.Registry.Api;

/// <summary>Speaks <c>google.bytestream.ByteStream</c>; every decision is taken in the domain.</summary>
internal sealed class ByteStreamGrpcService(ArtifactDownloads downloads, ArtifactUploads uploads) : ByteStream.ByteStreamBase
{
    public override Task Read(
        ReadRequest request, IServerStreamWriter<ReadResponse> responseStream, ServerCallContext context) =>
        downloads.SendAsync(
            request.ResourceName, request.ReadOffset, request.ReadLimit,

            // The message is made of the piece before the write waits, and the piece is good for as long.
            piece => responseStream.WriteAsync(
                new ReadResponse { Data = UnsafeByteOperations.UnsafeWrap(piece) }, context.CancellationToken),
            context.CancellationToken);

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
