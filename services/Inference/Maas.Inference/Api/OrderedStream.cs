using System.Threading.Channels;

namespace Maas.Inference.Api;

/// <summary>
/// Answers the requests of one stream: a bounded number of them is computed at once, and answers leave in the order of their
/// requests. A caller that does not take its answers is not read further.
/// </summary>
internal static class OrderedStream
{
    /// <summary>Runs until there are no more requests and all answers are written.</summary>
    /// <param name="requests">Read one after the other.</param>
    /// <param name="answer">Computes an answer, many at once. A failure ends the stream.</param>
    /// <param name="write">Sends an answer; called one after the other.</param>
    /// <param name="maxUnderWay">Most requests that are read and not answered yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task RunAsync<TRequest, TAnswer>(
        IAsyncEnumerable<TRequest> requests, Func<TRequest, CancellationToken, Task<TAnswer>> answer,
        Func<TAnswer, CancellationToken, Task> write, int maxUnderWay, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = Channel.CreateBounded<Task<TAnswer>>(maxUnderWay);
        var reading = ReadAsync(requests, request => answer(request, stop.Token), answers.Writer, stop.Token);
        try
        {
            while (await answers.Reader.WaitToReadAsync(stop.Token))
            {
                // It keeps its place until it is written, so that no more than that many are under way.
                answers.Reader.TryPeek(out var next);
                await write(await next!, stop.Token);
                answers.Reader.TryRead(out _);
            }
        }
        finally
        {
            // Nothing of the stream goes on after its end.
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (answers.Reader.TryRead(out var left))
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task ReadAsync<TRequest, TAnswer>(
        IAsyncEnumerable<TRequest> requests, Func<TRequest, Task<TAnswer>> answer, ChannelWriter<Task<TAnswer>> answers,
        CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await using var each = requests.GetAsyncEnumerator(cancellationToken);
            while (await answers.WaitToWriteAsync(cancellationToken) && await each.MoveNextAsync())
            {
                var request = each.Current;
                answers.TryWrite(Task.Run(() => answer(request), CancellationToken.None));
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        answers.Complete(failure);
    }
}
