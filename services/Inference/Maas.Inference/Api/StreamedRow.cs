using System.Runtime.CompilerServices;
using Grpc.Core;
using Maas.Contracts.Inference.V1;
using Maas.Errors;

namespace Maas.Inference.Api;

/// <summary>One row of a stream as it came in.</summary>
/// <param name="Number">Counted from 0.</param>
/// <param name="Request">What the caller sent.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
internal readonly record struct StreamedRow(long Number, PredictStreamRequest Request, MaasException? Problem = null)
{
    /// <summary>The message that a reader stands at, and all that follow.</summary>
    public static async IAsyncEnumerable<StreamedRow> AllOf(
        IAsyncStreamReader<PredictStreamRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0L;
        do
        {
            yield return new StreamedRow(number++, requests.Current);
        }
        while (await requests.MoveNext(cancellationToken));
    }
}
