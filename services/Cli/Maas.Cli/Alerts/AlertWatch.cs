using System.Runtime.CompilerServices;
using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using static Maas.Contracts.Monitoring.V1.AlertService;

namespace Maas.Cli.Alerts;

/// <summary>Alerts as they change, in order, also over broken lines and restarts. Not thread-safe.</summary>
internal sealed class AlertWatch(AlertServiceClient alerts, string monitor, TimeProvider clock)
{
    /// <summary>In place of a revision: only what changes from now on.</summary>
    public const long FromNowOn = -1;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Yields alerts until it is cancelled.</summary>
    /// <param name="start">Revision behind which to begin; 0 for all that are known.</param>
    /// <param name="cancellationToken">The only end.</param>
    /// <exception cref="MaasException">Nobody answered from the beginning. Once somebody did, a service that is away is waited for.</exception>
    public async IAsyncEnumerable<Alert> ReadAsync(long start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Asked for before the stream opens: what changes while a line is broken is behind it.
        var newest = await NewestAsync(cancellationToken);
        var revision = start == FromNowOn ? newest : start;
        var pause = FirstPause;
        while (true)
        {
            var request = new WatchAlertsRequest { Monitor = monitor, SinceRevision = revision };
            using var call = alerts.WatchAlerts(request, cancellationToken: cancellationToken);
            while (await TryMoveNextAsync(call.ResponseStream, cancellationToken))
            {
                var alert = call.ResponseStream.Current;
                (revision, pause) = (Math.Max(revision, alert.Revision), FirstPause);
                yield return alert;
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<long> NewestAsync(CancellationToken cancellationToken)
    {
        var page = await alerts.ListAlertsAsync(
            new ListAlertsRequest { Monitor = monitor, PageSize = 1 }, cancellationToken: cancellationToken);
        return page.Alerts is [var newest, ..] ? newest.Revision : 0;
    }

    /// <summary>False when the stream ended or broke and can be gone on with.</summary>
    private static async Task<bool> TryMoveNextAsync(IAsyncStreamReader<Alert> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException broken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var failure = MaasErrors.FromRpc(broken, "monitoring");
            return failure.Code == MaasErrorCode.Unavailable ? false : throw failure;
        }
    }
}
