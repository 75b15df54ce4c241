using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Registry.Artifacts;

namespace Maas.Registry.Api;

/// <summary>
/// The messages of a write call in the domain's words. No iterator method: it may be left while a message is awaited.
/// </summary>
internal sealed class UploadReader(IAsyncStreamReader<WriteRequest> stream, CancellationToken cancellationToken)
    : IAsyncEnumerator<UploadMessage>
{
    public UploadMessage Current
    {
        get
        {
            var request = stream.Current;
            return new UploadMessage(
                request.ResourceName, request.WriteOffset, request.FinishWrite, request.Data.Memory);
        }
    }

    public async ValueTask<bool> MoveNextAsync() => await stream.MoveNext(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
