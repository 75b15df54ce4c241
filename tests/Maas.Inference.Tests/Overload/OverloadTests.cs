using System.Diagnostics;
using Grpc.Core;
using Maas.Client;
using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Buffers;
using Maas.Inference.Calls;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Overload;

/// <summary>
/// Twice as many requests as can be answered, each with a deadline of 100 ms. <c>MAAS_SOAK_SECONDS</c> sets how long (default 5). Times are
/// the machine's as much as ours, so what other work on it spoils is tried again.
/// </summary>
[NonParallelizable]
[CancelAfter(600_000)]
internal sealed class OverloadTests
{
    private const int Callers = 8;

    private static readonly TimeSpan Run = TimeSpan.FromMilliseconds(7);
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(1);

    [Test]
    [Retry(3)]
    public async Task RunAsync_OfTwiceTheCapacity_RunsWhatEndsInTimeAndNothingElse()
    {
        var timed = TimedModel.Load(Run);
        await using var host = await ServingHost.StartAsync(timed.Model);

        var (calls, capacity, perSecond) = await OverloadAsync(deadline => CallAsync(host, timed, deadline), call => call.IsInTime);

        var executed = calls.Count(call => call.IsExecuted);
        var late = calls.Count(call => call.BeganLate);
        var share = (double)calls.Count(call => call.IsInTime) / executed;
        await TestContext.Out.WriteLineAsync(
            $"capacity {capacity:0}/s, {calls.Count} offered, {executed} executed, {share:0.00%} of them in time, {late} begun after the "
            + $"deadline; {perSecond:0}/s in time, {perSecond / capacity:0%} of capacity; {Reasons(calls.Select(call => call.Reason))}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(late, Is.Zero);
            Assert.That(share, Is.GreaterThanOrEqualTo(0.99));
            Assert.That(perSecond, Is.GreaterThanOrEqualTo(0.9 * capacity));
        }
    }

    [Test]
    [Retry(3)]
    public async Task ModelInfer_OfTwiceTheCapacity_AnswersAsManyInTimeAsCanBe()
    {
        var timed = TimedModel.Load(Run);
        await using var host = await ServingHost.StartAsync(timed.Model);
        var statistics = host.Host.Services.GetRequiredService<CallStatistics>();

        var closed = 0;
        var (reasons, capacity, perSecond) = await OverloadAsync(
            async deadline =>
            {
                Interlocked.Add(ref closed, deadline is null ? 1 : 0);
                return await InferAsync(host, timed, deadline);
            },
            reason => reason == "OK");

        var executed = statistics.ReadRuns(timed.Model.ResourceName).RunCount - closed;
        var share = (double)reasons.Count(reason => reason == "OK") / executed;
        await TestContext.Out.WriteLineAsync(
            $"over the wire: capacity {capacity:0}/s, {reasons.Count} offered, {executed} executed to the end, {share:0.00%} of them answered "
            + $"in time; {perSecond:0}/s in time, {perSecond / capacity:0%} of capacity; {Reasons(reasons)}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(share, Is.GreaterThanOrEqualTo(0.99));
            Assert.That(perSecond, Is.GreaterThanOrEqualTo(0.9 * capacity));
        }
    }

    /// <summary>Closed and open loop in turn, because a machine is not equally fast all the time.</summary>
    /// <param name="call">Sends one request, with a deadline or without.</param>
    /// <param name="isInTime">Whether it was answered in time.</param>
    /// <returns>How those of the open loop ended, and answers per second of both.</returns>
    private static async Task<(List<T> Calls, double Capacity, double InTimePerSecond)> OverloadAsync<T>(
        Func<TimeSpan?, Task<T>> call, Predicate<T> isInTime)
    {
        var calls = new List<T>();
        var (answers, closed, open) = (0, TimeSpan.Zero, TimeSpan.Zero);
        while (open < Load.Duration)
        {
            var trial = await Load.ClosedAsync(Callers, Trial, () => call(null));
            var overload = await Load.OpenAsync(2 * trial.Answers / trial.Elapsed.TotalSeconds, 2 * Trial, () => call(Deadline));
            (answers, closed, open) = (answers + trial.Answers, closed + trial.Elapsed, open + overload.Elapsed);
            calls.AddRange(overload.Calls);
        }

        return (calls, answers / closed.TotalSeconds, calls.FindAll(isInTime).Count / open.TotalSeconds);
    }

    private static string Reasons(IEnumerable<string> reasons) =>
        string.Join(", ", reasons.CountBy(reason => reason).OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"));

    private static async Task<string> InferAsync(ServingHost host, TimedModel timed, TimeSpan? deadline)
    {
        try
        {
            await host.Inference.ModelInferAsync(
                timed.Request(), deadline: deadline is { } time ? TimeProvider.System.GetUtcNow().UtcDateTime + time : null);
            return "OK";
        }
        catch (RpcException error) when (deadline is not null)
        {
            return MaasErrors.FromRpc(error).Reason;
        }
    }

    /// <summary>All but the wire, so that what the job went through can be read.</summary>
    private static async Task<Executed> CallAsync(ServingHost host, TimedModel timed, TimeSpan? deadline)
    {
        var job = new InferJob(host.Host.Services.GetRequiredService<BufferPool>());
        var reason = "OK";
        try
        {
            await host.Host.Services.GetRequiredService<InferenceCalls>().RunAsync(
                new CallRequest<TimedModel>
                {
                    Name = TimedModel.Name,
                    Version = "",
                    RoutingKey = "",
                    Content = timed,
                    Read = static (timed, job) => timed.Fill(job),
                    Deadline = deadline is { } time ? TimeProvider.System.GetUtcNow().UtcDateTime + time : DateTime.MaxValue,
                },
                job, CancellationToken.None);
        }
        catch (MaasException error) when (deadline is not null)
        {
            reason = error.Reason;
        }

        var executed = new Executed(reason, job.Times.Taken, job.Times.Began, Stopwatch.GetTimestamp(), job.Deadline);
        job.Reset();
        return executed;
    }

    /// <param name="Reason">How it ended.</param>
    /// <param name="Taken">When it left the queue to be executed; 0 when it never was.</param>
    /// <param name="Began">When the model began; 0 when it did not, or was stopped.</param>
    /// <param name="Ended">When the caller had the answer.</param>
    /// <param name="Deadline">When it had to.</param>
    private sealed record Executed(string Reason, long Taken, long Began, long Ended, long Deadline)
    {
        public bool IsExecuted => Taken > 0;

        public bool IsInTime => Reason == "OK" && Ended <= Deadline;

        public bool BeganLate => Math.Max(Taken, Began) > Deadline;
    }
}
