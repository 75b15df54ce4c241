using Grpc.Core;
using Maas.Benchmarks.OpenLoop;

namespace Maas.Benchmarks.Tests.OpenLoop;

[CancelAfter(60_000)]
internal sealed class OpenLoopGeneratorTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1);

    private readonly TimeSpan[] _schedule = ArrivalSchedule.Constant(200, Duration);

    /// <summary>While the call blocks nothing is sent: what was to be sent meanwhile has waited.</summary>
    [Test]
    public async Task Take_OfACallThatBlocks_CountsTheWaitOfTheOthers(CancellationToken cancellationToken)
    {
        var sent = 0;
        using var never = new ManualResetEventSlim();

        var result = await OpenLoopGenerator.TakeAsync(
            _ =>
            {
                if (Interlocked.Increment(ref sent) == 100)
                {
                    never.Wait(Stall, CancellationToken.None);
                }

                return Task.CompletedTask;
            },
            _schedule, Duration, Duration, cancellationToken);

        // Half of all were to be sent in that second, so a quarter of all waited longer than half of it, on any machine.
        Assert.That(result.Latency.Quantile(0.8), Is.GreaterThan(0.5));
        Assert.That(result.Lag.Quantile(0.8), Is.GreaterThan(0.5));
        Assert.That(result.Uncorrected.Quantile(0.8), Is.LessThan(0.5));
    }

    [Test]
    public async Task Take_OfAnswersThatTakeLong_SendsTheOthersMeanwhile(CancellationToken cancellationToken)
    {
        var (underWay, most) = (0, 0);

        var result = await OpenLoopGenerator.TakeAsync(
            async token =>
            {
                most = Math.Max(most, Interlocked.Increment(ref underWay));
                await Task.Delay(Stall, TimeProvider.System, token);
                Interlocked.Decrement(ref underWay);
            },
            _schedule, Duration, patience: 5 * Stall, cancellationToken);

        Assert.That(result.Failures, Is.Empty);
        Assert.That(most, Is.GreaterThan(50));
        Assert.That(result.Latency.Quantile(0), Is.GreaterThan(0.95));
    }

    [Test]
    public async Task Take_OfAnswersThatNeverCome_CountsThemAsCancelled(CancellationToken cancellationToken)
    {
        var result = await OpenLoopGenerator.TakeAsync(
            token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token),
            _schedule[..10], Duration, patience: TimeSpan.FromMilliseconds(100), cancellationToken);

        Assert.That(result.Failures, Is.EqualTo(new Dictionary<StatusCode, int> { [StatusCode.Cancelled] = 10 }));
    }
}
