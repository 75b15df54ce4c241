using Maas.Inference.Loading;
using Maas.Inference.Serving;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Tests.Serving;

internal sealed class LoadTurnsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Test]
    public async Task RunAsync_OfAVersionThatReturns_DoesNotWaitForWhatOthersDownload()
    {
        using var world = new World();
        var arriving = world.RunAsync("slow", isReturning: false);

        var returned = await world.RunAsync("near", isReturning: true).WaitAsync(Limit);

        Assert.That((returned, arriving.IsCompleted), Is.EqualTo(("near", false)));
        world.Arrived.SetResult();
        Assert.That(await arriving.WaitAsync(Limit), Is.EqualTo("slow"));
    }

    [Test]
    public async Task RunAsync_LetsGoOfTheFilesWhenTheyAreLoaded()
    {
        using var world = new World();

        await world.RunAsync("near", isReturning: false);

        Assert.That(world.Steps, Is.EqualTo(new[] { "near is loaded", "near is let go" }));
    }

    // One turn of each kind.
    private sealed class World : IVersionProvider, IDisposable
    {
        private readonly LoadTurns _turns;

        public World() => _turns = new LoadTurns(
            this, LoadedModels.Budget(), Options.Create(new InferenceOptions { ConcurrentLoads = 1 }), LoadedModels.Metrics(), TimeProvider.System);

        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Steps { get; } = [];

        public async Task<string> RunAsync(string model, bool isReturning) => (await _turns.RunAsync(
            new SlotKey(new VersionKey(model, "1"), DevicePolicy.Cpu),
            isReturning,
            _ => ValueTask.FromResult(0L),
            (request, _) =>
            {
                Steps.Add($"{request.Model} is loaded");
                return request.Model;
            },
            CancellationToken.None)).Loaded;

        public async Task<LoadRequest> PrepareAsync(VersionKey version, CancellationToken cancellationToken)
        {
            if (version.Model == "slow")
            {
                await Arrived.Task;
            }

            return new LoadRequest { Model = version.Model, Version = version.Version, Path = "model.onnx", Pin = new Pinned(() => Steps.Add($"{version.Model} is let go")) };
        }

        public void Dispose() => _turns.Dispose();
    }

    private sealed class Pinned(Action letGo) : IDisposable
    {
        public void Dispose() => letGo();
    }
}
