using System.Threading.Channels;
using Maas.Inference.Api;

namespace Maas.Inference.Tests.Api;

[CancelAfter(30_000)]
internal sealed class OrderedStreamTests
{
    [Test]
    public async Task Run_ThatIsNotAnswered_ReadsNoMoreThanMayBeUnderWay(CancellationToken cancellationToken)
    {
        var read = 0;
        var four = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var run = OrderedStream.RunAsync(
            Numbers(10, onRead: () =>
            {
                if (Interlocked.Increment(ref read) == 4)
                {
                    four.SetResult();
                }
            }),
            async (number, _) =>
            {
                await answered.Task;
                return number;
            },
            (_, _) => Task.CompletedTask, maxUnderWay: 4, cancellationToken);
        await four.Task;
        await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken));

        Assert.That(Volatile.Read(ref read), Is.EqualTo(4));
        answered.SetResult();
        await run;
        Assert.That(read, Is.EqualTo(10));
    }

    [Test]
    public async Task Run_WhoseAnswersEndInAnyOrder_WritesInOrder(CancellationToken cancellationToken)
    {
        var written = new List<int>();
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await OrderedStream.RunAsync(
            Numbers(4),
            async (number, _) =>
            {
                if (number == 3)
                {
                    last.SetResult();
                }

                await last.Task;
                return number;
            },
            (number, _) =>
            {
                written.Add(number);
                return Task.CompletedTask;
            },
            maxUnderWay: 4, cancellationToken);

        Assert.That(written, Is.EqualTo(new[] { 0, 1, 2, 3 }));
    }

    [Test]
    public async Task Run_WhoseWriteFails_StopsReadingAndAnswers(CancellationToken cancellationToken)
    {
        var requests = Channel.CreateUnbounded<int>();
        requests.Writer.TryWrite(0);
        requests.Writer.TryWrite(1);
        var stopped = 0;

        var run = OrderedStream.RunAsync(
            requests.Reader.ReadAllAsync(cancellationToken),
            async (number, stop) =>
            {
                if (number == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    Interlocked.Increment(ref stopped);
                }

                return number;
            },
            (_, _) => throw new IOException("The line broke."), maxUnderWay: 4, cancellationToken);

        Assert.That((await Assert.ThrowsAsync<IOException>(() => run))!.Message, Is.EqualTo("The line broke."));
        Assert.That(stopped, Is.LessThanOrEqualTo(1));
        Assert.That(requests.Reader.Completion.IsCompleted, Is.False);
    }

    [Test]
    public async Task Run_WhoseRequestsFail_WritesWhatCameBefore(CancellationToken cancellationToken)
    {
        var written = new List<int>();

        var run = OrderedStream.RunAsync(
            Numbers(3, end: new IOException("The line broke.")), (number, _) => Task.FromResult(number),
            (number, _) =>
            {
                written.Add(number);
                return Task.CompletedTask;
            },
            maxUnderWay: 2, cancellationToken);

        await Assert.ThrowsAsync<IOException>(() => run);
        Assert.That(written, Is.EqualTo(new[] { 0, 1, 2 }));
    }

    private static async IAsyncEnumerable<int> Numbers(int count, Action? onRead = null, Exception? end = null)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            onRead?.Invoke();
            yield return i;
        }

        if (end is not null)
        {
            throw end;
        }
    }
}
