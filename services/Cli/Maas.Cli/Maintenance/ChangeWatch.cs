using System.Runtime.CompilerServices;
using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using static Maas.Contracts.Registry.V1.RegistryService;

namespace Maas.Cli.Maintenance;

/// <summary>Changes of the registry, each once and in order, also over broken lines and restarts. Not thread-safe.</summary>
internal sealed class ChangeWatch(RegistryServiceClient registry, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Yields changes until it is cancelled.</summary>
    /// <param name="start">Revision behind which to begin; 0 for the first one kept, -1 for now.</param>
    /// <param name="cancellationToken">The only end.</param>
    /// <exception cref="MaasException">
    /// <c>REVISION_OUT_OF_RANGE</c>; or nobody answered from the beginning. Once something has come, a registry that is
    /// away is waited for.
    /// </exception>
    public async IAsyncEnumerable<WatchResponse> ReadAsync(
        long start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Where to go on; null until the registry has said where it is.
        long? revision = null;
        var pause = FirstPause;
        while (true)
        {
            var request = new WatchRequest { StartRevision = revision ?? start };
            using var call = registry.Watch(request, cancellationToken: cancellationToken);
            while (await TryMoveNextAsync(call.ResponseStream, revision is not null, cancellationToken))
            {
                var message = call.ResponseStream.Current;
                (revision, pause) = (message.Revision, FirstPause);
                if (message.Change is not null)
                {
                    yield return message;
                }
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>False when the stream ended or broke and can be gone on with.</summary>
    private static async Task<bool> TryMoveNextAsync(
        IAsyncStreamReader<WatchResponse> stream, bool mayGoOn, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException broken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var failure = MaasErrors.FromRpc(broken, "registry");
            return mayGoOn && failure.Code == MaasErrorCode.Unavailable ? false : throw failure;
        }
    }
}
