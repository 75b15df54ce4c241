using Grpc.Core;
using Maas.Contracts.Registry.V1;

namespace Maas.EndToEnd.Tests.Registries;

/// <summary>Follows the changes of one alias, across disconnections, from the revision it has seen last.</summary>
internal sealed class AliasWatcher(RegistryClient client, string alias)
{
    private readonly List<(long Revision, string Version)> _seen = [];

    /// <summary>What it saw, in the order it came.</summary>
    public IReadOnlyList<(long Revision, string Version)> Seen => _seen;

    /// <summary>How often it was disconnected.</summary>
    public int Disconnections { get; private set; }

    /// <summary>Watches until so many moves were seen.</summary>
    public async Task RunAsync(int moves, CancellationToken cancellationToken)
    {
        var revision = 0L;
        while (_seen.Count < moves)
        {
            try
            {
                using var call = client.Service.Watch(new WatchRequest { StartRevision = revision }, cancellationToken: cancellationToken);
                while (_seen.Count < moves && await call.ResponseStream.MoveNext(cancellationToken))
                {
                    var message = call.ResponseStream.Current;
                    revision = message.Revision;
                    if (message.Change is { Alias: { } moved } change && change.Resource == alias)
                    {
                        _seen.Add((message.Revision, moved.ModelVersion));
                    }
                }
            }
            catch (RpcException) when (!cancellationToken.IsCancellationRequested)
            {
                Disconnections++;
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
    }
}
