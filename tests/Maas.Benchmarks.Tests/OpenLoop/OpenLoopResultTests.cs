using Grpc.Core;
using Maas.Benchmarks.OpenLoop;

namespace Maas.Benchmarks.Tests.OpenLoop;

internal sealed class OpenLoopResultTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Service = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1);

    /// <summary>100 a second for 10 s, sent one after the other; the one at 2 s takes a second longer, so those after it are sent late.</summary>
    [Test]
    public void Of_StalledSender_ShowsTheStallFromTheScheduleAndNotFromTheSending()
    {
        var result = OpenLoopResult.Of([.. OneAfterTheOther(ArrivalSchedule.Constant(100, Duration + Service))], Duration);

        // 1000 requests: of the one that stalls and the 111 after it, the last was 9 ms late, the first 991 ms, in steps of 9 ms.
        Assert.That(result.Offered, Is.EqualTo(1000));
        Assert.That(result.Uncorrected.Quantile(0.99), Is.EqualTo(0.001).Within(1.5).Percent);
        Assert.That(result.Uncorrected.Quantile(1), Is.EqualTo(1.001).Within(1.5).Percent);
        Assert.That(result.Latency.Quantile(0.5), Is.EqualTo(0.001).Within(1.5).Percent);
        Assert.That(result.Latency.Quantile(0.95), Is.EqualTo(0.55).Within(3).Percent);
        Assert.That(result.Latency.Quantile(0.99), Is.EqualTo(0.91).Within(3).Percent);
        Assert.That(result.Lag.Quantile(1), Is.EqualTo(0.991).Within(1.5).Percent);
    }

    [Test]
    public void Of_FailedRequests_CountsThemAndLeavesTheirTimesOut()
    {
        var second = TimeSpan.FromSeconds(1);
        OpenLoopCall[] calls =
        [
            new(TimeSpan.Zero, TimeSpan.Zero, second, StatusCode.OK),
            new(second, second, 20 * second, StatusCode.OK),
            new(second, 2 * second, 90 * second, StatusCode.ResourceExhausted),
        ];

        var result = OpenLoopResult.Of(calls, Duration);

        Assert.That(result.Failures, Is.EqualTo(new Dictionary<StatusCode, int> { [StatusCode.ResourceExhausted] = 1 }));
        Assert.That((result.Latency.Count, result.Lag.Count), Is.EqualTo((2L, 3L)));
        Assert.That(result.Goodput, Is.EqualTo(2 / 20d));
    }

    private static IEnumerable<OpenLoopCall> OneAfterTheOther(TimeSpan[] schedule)
    {
        var free = TimeSpan.Zero;
        foreach (var (i, scheduled) in schedule.Index())
        {
            var sent = scheduled > free ? scheduled : free;
            free = sent + Service + (i == 200 ? Stall : TimeSpan.Zero);
            yield return new OpenLoopCall(scheduled, sent, free, StatusCode.OK);
        }
    }
}
