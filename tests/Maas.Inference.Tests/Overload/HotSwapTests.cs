using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Oip;
using Maas.Testing;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Overload;

/// <summary>
/// Replaces the file of a model again and again while it is asked. <c>MAAS_SWAPS</c> sets how often (default 10, with 1,000 requests to
/// each at least); the figures of the documentation are with 50, and 2,000 requests to each.
/// </summary>
[NonParallelizable]
[CancelAfter(600_000)]
internal sealed class HotSwapTests
{
    private const string Model = "swapped";
    private const int Callers = 8;
    private static readonly int Swaps = int.TryParse(
        Environment.GetEnvironmentVariable("MAAS_SWAPS"), CultureInfo.InvariantCulture, out var swaps) ? swaps : 10;

    private static readonly int RequestsPerSwap = Swaps < 50 ? 1000 : 2000;

    [Test]
    public async Task ModelInfer_WhileTheFileIsReplaced_NeverFails()
    {
        using var repository = new TempFolder();
        Publish(repository, 0);
        await using var host = await TestHost.StartAsync<InferenceModule>(null, new Dictionary<string, string?>
        {
            ["Maas:Inference:ModelRepository"] = repository.Path,
            ["Maas:Inference:ModelRepositoryInterval"] = "00:00:00.1",
        });
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(host.Channel);
        Assert.That(() => client.ModelReady(new ModelReadyRequest { Name = Model }).Ready, Is.True.After(20_000, 20));
        using var stop = new CancellationTokenSource();
        var (answers, failures) = (new int[Swaps + 1], new ConcurrentQueue<string>());
        var callers = Enumerable.Range(0, Callers).Select(_ => CallAsync(client, answers, failures, stop.Token)).ToList();

        for (var swap = 1; swap <= Swaps; swap++)
        {
            await WaitAsync(() => answers[swap - 1] >= RequestsPerSwap || !failures.IsEmpty);
            Publish(repository, swap);
        }

        await WaitAsync(() => answers[Swaps] >= RequestsPerSwap || !failures.IsEmpty);
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        await TestContext.Out.WriteLineAsync(
            $"{answers.Sum()} requests while the model was replaced {Swaps} times: {failures.Count} failed");
        Assert.That(failures, Is.Empty);
        Assert.That(answers, Is.All.GreaterThanOrEqualTo(RequestsPerSwap));
    }

    // What was replaced answers no more once its successor did, or it answers beside it for ever.
    private static async Task CallAsync(
        GRPCInferenceService.GRPCInferenceServiceClient client, int[] answers, ConcurrentQueue<string> failures, CancellationToken stop)
    {
        var request = Requests.Floats(Model, [1, 1], 2);
        var newest = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var answer = await client.ModelInferAsync(request, cancellationToken: CancellationToken.None);
                var served = (int)Requests.Floats(answer.RawOutputContents[0])[0] - 2;
                if (served < newest)
                {
                    failures.Enqueue($"version {served} answered after {newest}");
                }

                newest = served;
                Interlocked.Increment(ref answers[served]);
            }
            catch (RpcException error)
            {
                failures.Enqueue(MaasErrors.FromRpc(error).ToString());
            }
        }
    }

    private static async Task WaitAsync(Func<bool> isOver)
    {
        while (!isOver())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    /// <summary>Puts <c>y = x + bias</c> where the model is, as a whole.</summary>
    private static void Publish(TempFolder repository, int bias)
    {
        var target = repository.File(Path.Combine(Model, "1", "model.onnx"));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var written = repository.File($"{bias}.onnx");
        File.WriteAllBytes(written, OnnxModels.Linear([1], bias));
        File.Move(written, target, overwrite: true);
    }
}
