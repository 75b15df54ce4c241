using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Testing.Onnx;

namespace Maas.EndToEnd.Tests.Serving;

/// <summary>
/// Ten times as many requests as can be answered. <c>MAAS_SOAK_SECONDS</c> sets how long (default 5; the figures of the documentation are
/// with 60).
/// </summary>
[NonParallelizable]
[CancelAfter(600_000)]
internal sealed class OverloadMemoryTests
{
    private const int RunMilliseconds = 5;
    private const int Bound = 256;
    private const long MaxGrowthBytes = 64 << 20;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("MAAS_SOAK_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 5);

    [Test]
    public async Task ModelInfer_OfTenTimesTheCapacity_TakesNoMoreMemory(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Reads /proc.");
        }

        using var serving = new ServingProcess(OnnxModels.Loop(), $"--Maas:Inference:Scheduling:MaxQueuedRequests={Bound}");
        await serving.StartAsync(cancellationToken);
        var request = await CalibrateAsync(serving, cancellationToken);
        var capacity = await MeasureAsync(serving, request, TimeSpan.FromSeconds(2), cancellationToken);
        var before = serving.ResidentBytes;

        var outcomes = await OverloadAsync(serving, request, 10 * capacity, cancellationToken);

        var (after, peak) = (serving.ResidentBytes, serving.PeakResidentBytes);
        await TestContext.Out.WriteLineAsync(
            $"capacity {capacity:0}/s, {outcomes.Values.Sum()} offered in {Duration.TotalSeconds} s: "
            + $"{string.Join(", ", outcomes.OrderBy(outcome => outcome.Key).Select(outcome => $"{outcome.Value} {outcome.Key}"))}; memory "
            + $"{before >> 20} MiB before, {after >> 20} MiB after, {peak >> 20} MiB at most: {(peak - before) / 1048576.0:+0.0;-0.0} MiB");
        Assert.That(peak - before, Is.LessThan(MaxGrowthBytes));
        Assert.That(outcomes.Keys, Is.SubsetOf(new[] { StatusCode.OK, StatusCode.ResourceExhausted, StatusCode.DeadlineExceeded }));
        Assert.That(outcomes[StatusCode.ResourceExhausted], Is.Positive);
        Assert.That((await serving.Client.ModelInferAsync(request, cancellationToken: cancellationToken)).Outputs, Has.Count.EqualTo(1));
    }

    private static ModelInferRequest Rounds(long count) => ServingProcess.Request(
        ("times", "INT64", [], BitConverter.GetBytes(count)), ("x", "FP32", [], BitConverter.GetBytes(0f)));

    /// <summary>A request that runs for <see cref="RunMilliseconds"/>.</summary>
    private static async Task<ModelInferRequest> CalibrateAsync(ServingProcess serving, CancellationToken cancellationToken)
    {
        const int tried = 10_000;
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await serving.Client.ModelInferAsync(Rounds(tried), cancellationToken: cancellationToken);
            var elapsed = Stopwatch.GetElapsedTime(begin);
            best = elapsed < best ? elapsed : best;
        }

        return Rounds((long)(tried * RunMilliseconds / best.TotalMilliseconds));
    }

    /// <returns>Answers per second to eight callers.</returns>
    private static async Task<double> MeasureAsync(
        ServingProcess serving, ModelInferRequest request, TimeSpan duration, CancellationToken cancellationToken)
    {
        var answers = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                await serving.Client.ModelInferAsync(request, cancellationToken: cancellationToken);
                Interlocked.Increment(ref answers);
            }
        }));
        return answers / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Open loop; every second request has no deadline, and so fills the queue.</summary>
    private static async Task<Dictionary<StatusCode, int>> OverloadAsync(
        ServingProcess serving, ModelInferRequest request, double perSecond, CancellationToken cancellationToken)
    {
        var (outcomes, sent, open) = (new Dictionary<StatusCode, int>(), 0, new List<Task>());
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < Duration)
        {
            open.RemoveAll(call => call.IsCompletedSuccessfully);
            for (; sent < elapsed.TotalSeconds * perSecond; sent++)
            {
                open.Add(CountAsync(sent % 2 == 0));
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        await Task.WhenAll(open);
        return outcomes;

        async Task CountAsync(bool hasDeadline)
        {
            var status = await CallAsync(serving, request, hasDeadline, cancellationToken);
            lock (outcomes)
            {
                outcomes[status] = outcomes.GetValueOrDefault(status) + 1;
            }
        }
    }

    private static async Task<StatusCode> CallAsync(
        ServingProcess serving, ModelInferRequest request, bool hasDeadline, CancellationToken cancellationToken)
    {
        try
        {
            DateTime? deadline = hasDeadline ? TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(100) : null;
            await serving.Client.ModelInferAsync(request, deadline: deadline, cancellationToken: cancellationToken);
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }
}
