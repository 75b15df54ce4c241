using System.Diagnostics;
using Maas.Inference.Tests.Shadows;

namespace Maas.Inference.Tests.Sampling;

/// <summary>
/// Monitoring that is dead, silent, slow or full costs samples, each of them counted, and no request any time. Times are the machine's as
/// much as ours: they are compared in turn, and what other work spoils is tried again.
/// </summary>
[NonParallelizable]
[CancelAfter(120_000)]
internal sealed class AilingMonitoringTests
{
    private const int Rounds = 7;
    private const int RequestsOfRound = 300;

    private static readonly MonitoringState[] States = Enum.GetValues<MonitoringState>();

    [TestCase(MonitoringState.Healthy)]
    [TestCase(MonitoringState.Dead)]
    [TestCase(MonitoringState.Silent)]
    [TestCase(MonitoringState.Slow)]
    [TestCase(MonitoringState.Exhausted)]
    public async Task Samples_OfAllRequests_AreDeliveredDroppedOrWaiting(MonitoringState state, CancellationToken cancellationToken)
    {
        await using var server = await WatchedServer.StartAsync(state);
        var counters = server.Counters;

        var (requests, rows) = (0, 0);
        while (requests < 500)
        {
            var count = 1 + (requests % 3);
            await server.AskAsync(count, cancellationToken);
            (requests, rows) = (requests + 1, rows + count);
        }

        await UntilAsync(() => counters.Chosen == counters.Delivered + counters.Dropped + counters.Waiting);
        await TestContext.Out.WriteLineAsync($"{state}: {counters}");
        Assert.That(counters.Chosen, Is.EqualTo(rows));
        if (state != MonitoringState.Healthy)
        {
            Assert.That(counters.Dropped, Is.Positive);
        }

        await server.HealAsync();
        await UntilAsync(() => counters.Waiting == 0 && server.Received.Requests == requests && server.Received.DroppedSamples == counters.Dropped);
        Assert.That(server.Received.Samples, Is.EqualTo(rows - counters.Dropped));
        Assert.That(counters.Delivered, Is.EqualTo(server.Received.Samples));
        Assert.That(counters.DroppedRequests, Is.Zero);

        async Task UntilAsync(Func<bool> condition) => await ShadowWorld.UntilAsync(condition, cancellationToken);
    }

    [TestCase(MonitoringState.Dead)]
    [TestCase(MonitoringState.Silent)]
    public async Task Stop_WithoutAnswer_CountsWhatWaitedAsDropped(MonitoringState state, CancellationToken cancellationToken)
    {
        await using var server = await WatchedServer.StartAsync(state);
        for (var i = 0; i < 200; i++)
        {
            await server.AskAsync(rows: 1, cancellationToken);
        }

        await server.StopAsync();

        Assert.That((server.Counters.Waiting, server.Counters.Delivered, server.Counters.Dropped), Is.EqualTo((0L, 0L, 200L)));
        Assert.That(server.Counters.DroppedRequests, Is.EqualTo(200));
    }

    [Test]
    [Retry(3)]
    public async Task Requests_WhateverMonitoringDoes_AreAnsweredAsFast(CancellationToken cancellationToken)
    {
        var servers = await Task.WhenAll(States.Select(WatchedServer.StartAsync));
        try
        {
            var rounds = await TimeInTurnAsync(servers, cancellationToken);
            using var all = Assert.EnterMultipleScope();
            for (var i = 1; i < servers.Length; i++)
            {
                var p50 = Median(rounds[i].Zip(rounds[0], (ailing, healthy) => ailing.P50 / healthy.P50));
                var p99 = Median(rounds[i].Zip(rounds[0], (ailing, healthy) => ailing.P99 / healthy.P99));
                await TestContext.Out.WriteLineAsync($"{States[i]}: p50 {p50:0.00}, p99 {p99:0.00} of those with a healthy Monitoring; {servers[i].Counters}");
                Assert.That(p50, Is.LessThan(1.5), $"{States[i]}: median");
                Assert.That(p99, Is.LessThan(3), $"{States[i]}: 99th percentile");
                Assert.That(servers[i].Counters.Dropped, Is.Positive, $"{States[i]}: the buffer was full");
            }
        }
        finally
        {
            foreach (var server in servers)
            {
                await server.DisposeAsync();
            }
        }
    }

    /// <returns>Of each server, latencies by round; in each round another goes first.</returns>
    private static async Task<List<(double P50, double P99)>[]> TimeInTurnAsync(WatchedServer[] servers, CancellationToken cancellationToken)
    {
        var rounds = servers.Select(_ => new List<(double P50, double P99)>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < servers.Length; i++)
            {
                var at = (i + round + 1) % servers.Length;
                var latencies = await TimeAsync(servers[at], cancellationToken);

                // The first is to warm up.
                if (round >= 0)
                {
                    rounds[at].Add(latencies);
                }
            }
        }

        return rounds;
    }

    private static async Task<(double P50, double P99)> TimeAsync(WatchedServer server, CancellationToken cancellationToken)
    {
        var seconds = new double[RequestsOfRound];
        for (var i = 0; i < seconds.Length; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            await server.AskAsync(rows: 1, cancellationToken);
            seconds[i] = Stopwatch.GetElapsedTime(sent).TotalSeconds;
        }

        Array.Sort(seconds);
        return (seconds[RequestsOfRound / 2], seconds[RequestsOfRound * 99 / 100]);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
