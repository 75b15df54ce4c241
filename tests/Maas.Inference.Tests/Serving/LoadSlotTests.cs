using Maas.Inference.Catalog;
using Maas.Inference.Loading;
using Maas.Inference.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Tests.Serving;

[CancelAfter(30_000)]
internal sealed class LoadSlotTests
{
    [Test]
    public async Task Advance_WhenTold_FindsTheLoadCompleted(CancellationToken cancellationToken)
    {
        using var loader = new VersionLoader(
            new NothingToLoad(), LoadedModels.Loader(), LoadedModels.Budget(), Options.Create(new InferenceOptions()), LoadedModels.Metrics(),
            TimeProvider.System);
        await using var slot = new LoadSlot(
            new SlotKey(new VersionKey("churn", "1"), DevicePolicy.Cpu), loader, TimeProvider.System, NullLogger.Instance);
        var found = new TaskCompletionSource<ModelState>(TaskCreationOptions.RunContinuationsAsynchronously);

        slot.Advance(() =>
        {
            slot.Advance(() => { });
            found.TrySetResult(slot.State);
        });

        Assert.That(await found.Task.WaitAsync(cancellationToken), Is.EqualTo(ModelState.Failed));
    }

    private sealed class NothingToLoad : IVersionProvider
    {
        public async Task<LoadRequest> PrepareAsync(VersionKey version, CancellationToken cancellationToken)
        {
            await Task.Yield();
            throw InferenceErrors.ModelInvalid(version.Model, "it is not there.");
        }
    }
}
