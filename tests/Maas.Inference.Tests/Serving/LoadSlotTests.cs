using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Inference.Serving;
using Maas.Inference.Tests.Loading;
using Maas.Testing;
using Maas.Testing.Onnx;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Inference.Tests.Serving;

[CancelAfter(30_000)]
internal sealed class LoadSlotTests
{
    [Test]
    public async Task Advance_WhenTold_FindsTheLoadCompleted(CancellationToken cancellationToken)
    {
        var loader = LoadedModels.VersionLoader(new NothingToLoad(), TimeProvider.System);
        await using var slot = new LoadSlot(
            new SlotKey(new VersionKey("churn", "1"), DevicePolicy.Cpu), loader, new DeviceHealth(_ => true), TimeProvider.System, NullLogger.Instance);
        var found = new TaskCompletionSource<ModelState>(TaskCreationOptions.RunContinuationsAsynchronously);

        slot.Advance(() =>
        {
            slot.Advance(() => { });
            found.TrySetResult(slot.State);
        });

        Assert.That(await found.Task.WaitAsync(cancellationToken), Is.EqualTo(ModelState.Failed));
    }

    [Test]
    public async Task Advance_WhenTheDeviceIsLost_LetsGoOfTheModelAndLoadsItAgain(CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("model.onnx"), OnnxModels.Linear([2], 0), cancellationToken);
        var loader = LoadedModels.VersionLoader(new OneFile(folder.File("model.onnx")), TimeProvider.System);
        var devices = new DeviceHealth(_ => true);
        await using var slot = new LoadSlot(
            new SlotKey(new VersionKey("churn", "1"), DevicePolicy.Cpu), loader, devices, TimeProvider.System, NullLogger.Instance);
        var first = await AdvanceUntilReadyAsync(slot, cancellationToken);

        devices.Lose(first.Device, "the cable was cut");
        slot.Advance(() => { });

        Assert.That((slot.State, slot.Model), Is.EqualTo((ModelState.Failed, (ServedModel?)null)));
        Assert.That(slot.Reason, Does.StartWith("cpu was lost: the cable was cut."));
    }

    [Test]
    public async Task Advance_WhenAVersionDoesNotComeBack_IsAwayUntilItDoes(CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var (file, aside, clock) = (folder.File("model.onnx"), folder.File("aside"), new FakeTimeProvider());
        await File.WriteAllBytesAsync(file, OnnxModels.Linear([2], 0), cancellationToken);
        var loader = LoadedModels.VersionLoader(new OneFile(file), clock);
        await using var slot = new LoadSlot(
            new SlotKey(new VersionKey("churn", "1"), DevicePolicy.Cpu), loader, new DeviceHealth(_ => true), clock, NullLogger.Instance);
        var model = await AdvanceUntilReadyAsync(slot, cancellationToken);
        model.TryLeaveMemory()!.Dispose();
        File.Move(file, aside);
        await Assert.ThrowsAsync<MaasException>(() => model.ReturnToMemoryAsync(cancellationToken));

        slot.Advance(() => { });
        Assert.That((slot.State, slot.Model, slot.RetryTime), Is.EqualTo((ModelState.Away, model, clock.GetUtcNow() + TimeSpan.FromSeconds(2))));
        Assert.That(slot.Reason, Does.StartWith("it could not be brought back into memory"));

        File.Move(aside, file);
        clock.Advance(TimeSpan.FromSeconds(2));
        slot.Advance(() => { });
        await UntilAsync(() => model.IsInMemory, cancellationToken);
        await UntilAsync(() => model.ReloadProblem.Length == 0, cancellationToken);
        slot.Advance(() => { });

        Assert.That((slot.State, slot.Reason, slot.RetryTime), Is.EqualTo((ModelState.Ready, "", (DateTimeOffset?)null)));
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<ServedModel> AdvanceUntilReadyAsync(LoadSlot slot, CancellationToken cancellationToken)
    {
        while (slot.Model is null)
        {
            slot.Advance(() => { });
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        return slot.Model;
    }

    private sealed class OneFile(string path) : IVersionProvider
    {
        public Task<LoadRequest> PrepareAsync(VersionKey version, CancellationToken cancellationToken) =>
            Task.FromResult(OnnxLoaderTests.Request(path));
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
