using Grpc.Core;
using Maas.Client;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Maas.Inference.Tests.Repository;

[CancelAfter(120_000)]
internal sealed class ModelControlRaceTests
{
    private ControlledHost _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = new ControlledHost();
        _server.Put("churn", OnnxModels.Linear([1], 0));
        await _server.StartAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task LoadAndLoad_AtOnce_AreOneLoad()
    {
        _server.Gate.Close();

        var loads = Enumerable.Range(0, 8).Select(_ => _server.LoadAsync("churn")).ToList();
        Assert.That(() => _server.Gate.ArrivedCount, Is.EqualTo(1).After(20_000, 5));
        Assert.That(loads.Any(load => load.IsCompleted), Is.False);
        _server.Gate.Open();
        await Task.WhenAll(loads);

        Assert.That((_server.Gate.ArrivedCount, _server.Predict("churn")), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task LoadOfNewerContent_WhileTheOlderLoads_EndsBothWithTheNewer()
    {
        _server.Gate.Close();
        var older = _server.LoadAsync("churn");
        Assert.That(() => _server.Gate.ArrivedCount, Is.EqualTo(1).After(20_000, 5));

        _server.Put("churn", OnnxModels.Linear([2], 0));
        var newer = _server.LoadAsync("churn");
        Assert.That(() => _server.Gate.ArrivedCount, Is.EqualTo(2).After(20_000, 5));
        _server.Gate.Open();
        await Task.WhenAll(older, newer);

        Assert.That(_server.Predict("churn"), Is.EqualTo(2));
    }

    [Test]
    public async Task Unload_WhileItLoads_EndsTheLoadWithAReason()
    {
        _server.Gate.Close();
        var load = _server.LoadAsync("churn");
        Assert.That(() => _server.Gate.ArrivedCount, Is.EqualTo(1).After(20_000, 5));

        await _server.UnloadAsync("churn");

        Assert.That(await ReasonAsync(load), Is.EqualTo("MODEL_LOAD_FAILED"));
        Assert.That(_server.Index(), Is.EqualTo(new[] { ("churn", "1", "UNAVAILABLE", "unloaded") }));
    }

    [Test]
    public async Task Stop_WhileItLoads_EndsTheLoadWithAReason()
    {
        _server.Gate.Close();
        var load = _server.LoadAsync("churn");
        Assert.That(() => _server.Gate.ArrivedCount, Is.EqualTo(1).After(20_000, 5));

        var stop = _server.Host.Services.GetRequiredService<IHostApplicationLifetime>();
        stop.StopApplication();

        Assert.That(await ReasonAsync(load), Is.EqualTo("MODEL_NOT_READY"));
    }

    [Test]
    public async Task LoadsUnloadsAndRequests_InAnyOrder_LeaveWhatTheLastCallSaid()
    {
        const int rounds = 60;
        var random = new Random(11);
        using var stop = new CancellationTokenSource();
        var asked = Enumerable.Range(0, 4).Select(_ => AskAsync(stop.Token)).ToList();
        await _server.LoadAsync("churn");

        for (var round = 0; round < rounds; round++)
        {
            if (random.Next(3) == 0)
            {
                _server.Put("churn", OnnxModels.Linear([1], 0));
            }

            var calls = Enumerable.Range(0, random.Next(1, 5))
                .Select(_ => ReasonAsync(random.Next(2) == 0 ? _server.LoadAsync("churn") : _server.UnloadAsync("churn"))).ToList();
            Assert.That(await Task.WhenAll(calls), Is.All.AnyOf("", "MODEL_LOAD_FAILED"));
            var isWanted = random.Next(2) == 0;
            await (isWanted ? _server.LoadAsync("churn") : _server.UnloadAsync("churn"));
            Assert.That(_server.Index().Single().State, Is.EqualTo(isWanted ? "READY" : "UNAVAILABLE"), $"round {round}");
        }

        await stop.CancelAsync();
        var answers = (await Task.WhenAll(asked)).SelectMany(each => each).ToLookup(each => each);
        await TestContext.Out.WriteLineAsync(string.Join(", ", answers.Select(each => $"{each.Count()} '{each.Key}'")));
        Assert.That(answers.Select(each => each.Key), Is.EquivalentTo(new[] { "", "MODEL_NOT_FOUND" }));
    }

    // While a model is loaded it is there, and not ready.
    private async Task<List<string>> AskAsync(CancellationToken stop)
    {
        var reasons = new List<string>();
        while (!stop.IsCancellationRequested)
        {
            var reason = await ReasonAsync(_server.Client.ModelInferAsync(Requests.Floats("churn", [1, 1], 1), cancellationToken: CancellationToken.None).ResponseAsync);
            if (reason != "MODEL_NOT_READY")
            {
                reasons.Add(reason);
            }
        }

        return reasons;
    }

    private static async Task<string> ReasonAsync(Task call)
    {
        try
        {
            await call;
            return "";
        }
        catch (RpcException error)
        {
            return MaasErrors.FromRpc(error, "inference").Reason;
        }
    }
}
