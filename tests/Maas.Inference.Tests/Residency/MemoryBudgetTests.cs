using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Inference.Residency;
using Maas.Testing;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Residency;

/// <summary>More models than there is memory for.</summary>
[CancelAfter(300_000)]
internal sealed class MemoryBudgetTests
{
    private const int Width = 256;
    private const int ModelCount = 200;
    private const int RoomFor = 20;
    private const long WeightBytes = Width * Width * sizeof(float);

    [Test]
    public async Task ModelInfer_OfTenTimesAsManyModelsAsFit_AnswersAllWithinTheBudget(CancellationToken cancellationToken)
    {
        var requestCount = int.Parse(Environment.GetEnvironmentVariable("MAAS_ZIPF_REQUESTS") ?? "2000");
        using var folder = new TempFolder();
        WriteModels(folder);
        var maxBytes = RoomFor * 4 * WeightBytes;
        await using var host = await TestHost.StartAsync<InferenceModule>(null, new Dictionary<string, string?>
        {
            ["Maas:Inference:ModelRepository"] = folder.File("models"),
            ["Maas:Inference:MaxModelMemoryBytes"] = $"{maxBytes}",
            ["Maas:Inference:Scheduling:MaxBatchRows"] = "1",
        });
        var catalog = host.Services.GetRequiredService<ModelCatalog>();
        await UntilAsync(() => catalog.Current.Entries.Count == ModelCount && catalog.Current.IsComplete, cancellationToken);
        var budget = host.Services.GetRequiredService<MemoryBudget>();
        using var watch = new BudgetWatch(budget);
        var (answered, cold, failures) = (0, 0, new List<string>());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                var random = new Random(caller);
                for (var i = 0; i < requestCount / 8; i++)
                {
                    var model = Zipf(random);
                    Interlocked.Add(ref cold, Model(catalog, model).IsInMemory ? 0 : 1);
                    try
                    {
                        await AskAsync(host, model, cancellationToken);
                        Interlocked.Increment(ref answered);
                    }
                    catch (RpcException error)
                    {
                        lock (failures)
                        {
                            failures.Add(error.Status.ToString());
                        }
                    }
                }
            },
            cancellationToken)));

        var most = await watch.EndAsync();
        var resident = catalog.Current.Entries.Values.Count(entry => entry.Versions[0].Model!.IsInMemory);
        await TestContext.Out.WriteLineAsync(
            $"{answered} of {requestCount} answered, {cold} of them by a model that was not in memory; at most {most >> 10} of {maxBytes >> 10} KiB, {resident} of {ModelCount} models in memory");
        Assert.That(answered, Is.GreaterThanOrEqualTo(requestCount * 0.999), string.Join('\n', failures.Take(5)));
        Assert.That(most, Is.LessThanOrEqualTo(maxBytes));
        Assert.That(cold, Is.GreaterThan(0));
        Assert.That(resident, Is.InRange(RoomFor / 2, ModelCount / 2));
    }

    [Test]
    public async Task ReserveAsync_OfMoreThanThereIs_SaysHowMuchThereIs()
    {
        using var budget = LoadedModels.Budget(new InferenceOptions { MaxModelMemoryBytes = 1000 });

        var error = await Assert.ThrowsAsync<MaasException>(() => budget.ReserveAsync("large", 1001, CancellationToken.None));

        Assert.That((error!.Reason, error.Metadata["neededBytes"], error.Metadata["limitBytes"]), Is.EqualTo(("MODEL_TOO_LARGE", "1001", "1000")));
    }

    [Test]
    public async Task ReserveAsync_WhenAllAreInUse_WaitsUntilOneIsNot()
    {
        using var budget = LoadedModels.Budget(new InferenceOptions { MaxModelMemoryBytes = 1000 });
        var model = LoadedModels.Load(OnnxModels.Linear([1], 0));
        model.MemoryBytes = 800;
        model.Reopen = () => throw new InvalidOperationException("It is not asked for again.");
        await budget.ReserveAsync("first", 800, CancellationToken.None);
        budget.Settle(model, 800);
        model.TryEnter();
        var second = budget.ReserveAsync("second", 500, CancellationToken.None);
        var waited = !second.Wait(50);

        model.Leave();
        await second.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.That((waited, model.IsInMemory, budget.UsedBytes), Is.EqualTo((true, false, 500)));
    }

    [Test]
    public void TryLeaveMemory_OfARetiredModelThatIsInUse_LeavesItAlone()
    {
        var model = LoadedModels.Load(OnnxModels.Linear([1], 0));
        model.Reopen = () => throw new InvalidOperationException("It is not asked for again.");
        model.TryEnter();
        model.Retire();

        using var left = model.TryLeaveMemory();

        Assert.That((left, model.IsInMemory), Is.EqualTo(((IDisposable?)null, true)));
        model.Leave();
    }

    [Test]
    public async Task Run_WhileOthersTryToEvictIt_NeverMissesItsSession()
    {
        var model = LoadedModels.Load(OnnxModels.Linear([1], 0));
        model.Reopen = () => throw new InvalidOperationException("It is not asked for again.");
        model.TryEnter();
        using var stop = new CancellationTokenSource();
        var evicting = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                model.TryLeaveMemory()?.Dispose();
            }
        });

        var input = new Tensor("x", TensorDataType.Fp32, [1, 1], new byte[4]);
        for (var i = 0; i < 20_000; i++)
        {
            model.Run([input], [], CancellationToken.None);
        }

        await stop.CancelAsync();
        await evicting;
        Assert.That(model.IsInMemory, Is.True);
        model.Leave();
    }

    private static void WriteModels(TempFolder folder)
    {
        var random = new Random(5);
        for (var i = 0; i < ModelCount; i++)
        {
            var weights = Enumerable.Range(0, Width).Select(_ => Enumerable.Range(0, Width).Select(_ => random.NextSingle()).ToArray()).ToArray();
            weights[0][0] = i;
            var path = Path.Combine(folder.File("models"), $"m{i}", "1");
            Directory.CreateDirectory(path);
            File.WriteAllBytes(Path.Combine(path, "model.onnx"), OnnxModels.Linear(weights, new float[Width]));
        }
    }

    /// <summary>Model k is asked for 1 / (k + 1) times as often as the first.</summary>
    private static int Zipf(Random random)
    {
        var sum = Enumerable.Range(1, ModelCount).Sum(rank => 1.0 / rank);
        var at = random.NextDouble() * sum;
        for (var i = 0; i < ModelCount; i++)
        {
            at -= 1.0 / (i + 1);
            if (at <= 0)
            {
                return i;
            }
        }

        return ModelCount - 1;
    }

    private static async Task AskAsync(TestHost<InferenceModule> host, int model, CancellationToken cancellationToken)
    {
        var values = new float[Width];
        values[0] = 1;
        var answer = await new GRPCInferenceService.GRPCInferenceServiceClient(host.Channel).ModelInferAsync(
            Requests.Floats($"m{model}", [1, Width], values), cancellationToken: cancellationToken);
        Assert.That(Requests.Floats(answer.RawOutputContents[0])[0], Is.EqualTo(model));
    }

    private static ServedModel Model(ModelCatalog catalog, int model) => catalog.Get($"m{model}").Versions[0].Model!;

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Looks at what is used, again and again.</summary>
    private sealed class BudgetWatch : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task<long> _watching;

        public BudgetWatch(MemoryBudget budget) => _watching = Task.Run(async () =>
        {
            var most = 0L;
            while (!_stop.IsCancellationRequested)
            {
                most = Math.Max(most, budget.UsedBytes);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
            }

            return most;
        });

        public void Dispose() => _stop.Dispose();

        public async Task<long> EndAsync()
        {
            await _stop.CancelAsync();
            return await _watching;
        }
    }
}
