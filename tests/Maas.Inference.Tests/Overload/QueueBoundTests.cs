using System.Diagnostics;
using Grpc.Core;
using Maas.Client;
using Maas.Inference.Batching;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Overload;

/// <summary>A full queue says no at once. Times are the machine's as much as ours, so what other work on it spoils is tried again.</summary>
[NonParallelizable]
[CancelAfter(120_000)]
internal sealed class QueueBoundTests
{
    private const int Bound = 64;
    private const int Refusals = 500;
    private const int WarmUps = 50;

    [Test]
    [Retry(3)]
    public async Task ModelInfer_PastTheBoundOfTheQueue_IsRefusedAtOnce()
    {
        var timed = TimedModel.Load(TimeSpan.FromMilliseconds(1));
        await using var host = await ServingHost.StartAsync(
            [timed.Model], new() { ["Maas:Inference:Scheduling:MaxQueuedRequests"] = $"{Bound}" });
        var scheduler = host.Host.Services.GetRequiredService<BatchSchedulers>().Of(timed.Model);
        var hold = scheduler.Hold();
        var waiting = Enumerable.Range(0, Bound).Select(_ => host.Inference.ModelInferAsync(timed.Request()).ResponseAsync).ToList();
        Assert.That(() => scheduler.QueuedRequests, Is.EqualTo(Bound).After(10_000, 5));

        var milliseconds = new List<double>();
        for (var i = 0; i < WarmUps + Refusals; i++)
        {
            milliseconds.Add(await RefuseAsync(host, timed));
        }

        hold.Dispose();
        await Task.WhenAll(waiting);
        var sorted = milliseconds.Skip(WarmUps).Order().ToList();
        await TestContext.Out.WriteLineAsync(
            $"request {Bound + 1} of {Bound}, {Refusals} times: refused in {sorted[Refusals / 2]:0.00} ms (median), "
            + $"{sorted[Refusals * 99 / 100]:0.00} ms (99th percentile), {sorted[^1]:0.00} ms (longest), over the wire and back");
        Assert.That(sorted[Refusals * 99 / 100], Is.LessThan(5));
    }

    private static async Task<double> RefuseAsync(ServingHost host, TimedModel timed)
    {
        var begin = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<RpcException>(() => host.Inference.ModelInferAsync(timed.Request()).ResponseAsync);
        var elapsed = Stopwatch.GetElapsedTime(begin);
        Assert.That(MaasErrors.FromRpc(error!).Reason, Is.EqualTo("LIMIT_REACHED"));
        return elapsed.TotalMilliseconds;
    }
}
