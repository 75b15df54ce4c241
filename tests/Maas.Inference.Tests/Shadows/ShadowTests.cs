using Maas.Inference.Batching;
using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Inference.Residency;
using Maas.Inference.Sampling;
using Maas.Testing.Onnx;
using OnnxType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Inference.Tests.Shadows;

/// <summary>Requests that are run a second time on a version that never answers.</summary>
[CancelAfter(60_000)]
internal sealed class ShadowTests
{
    [Test]
    public async Task Answer_WithAShadow_IsThatWithoutOne(CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync();
        await world.DeployAsync(shadow: "", cancellationToken);
        var without = Enumerable.Range(0, 20).Select(x => world.Ask(x)).ToList();

        await world.DeployAsync(shadow: "2", cancellationToken);
        await world.UntilShadowsAsync("2", cancellationToken);
        var with = Enumerable.Range(0, 20).Select(x => world.Ask(x)).ToList();

        await world.UntilCountAsync(20, "executed", cancellationToken);
        Assert.That(with, Is.EqualTo(without));
    }

    [Test]
    public async Task Observations_OfAShadow_AreToldOfItsVersion(CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync();
        await world.DeployAsync(shadow: "2", cancellationToken);
        await world.UntilShadowsAsync("2", cancellationToken);
        world.Get<ObservationBuffer>().Open();

        world.Ask(1);
        await world.UntilCountAsync(1, "executed", cancellationToken);

        var counts = new List<OperationCount>();
        await ShadowWorld.UntilAsync(
            () =>
            {
                counts.AddRange(world.Get<ObservationBuffer>().Take().Counts);
                return counts.Count == 2;
            },
            cancellationToken);
        Assert.That(
            counts.Select(count => (count.Source, count.ModelVersion, count.RequestCounts["OK"])).Order(), Is.EqualTo(new[]
            {
                ("deployments/live", "models/churn/versions/1", 1L), ("deployments/live", "models/churn/versions/2", 1L),
            }));
    }

    [Test]
    public async Task Request_ThatPinsAVersion_IsRunOnce(CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync();
        await world.DeployAsync(shadow: "2", cancellationToken);
        await world.UntilShadowsAsync("2", cancellationToken);

        world.Ask(1, version: "1");
        world.Ask(1);

        await world.UntilCountAsync(1, "executed", cancellationToken);
    }

    [TestCaseSource(nameof(Failing))]
    public async Task Shadow_ThatFails_IsCountedAndNothingElse(byte[] onnx, string reason, CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync();
        world.Registry.AddVersion("churn", "7", onnx);
        await world.DeployAsync(shadow: "7", cancellationToken);
        await world.UntilShadowsAsync("7", cancellationToken);

        var answers = Enumerable.Range(0, 10).Select(x => Requests.Floats(world.Ask(x).RawOutputContents[0])[0]).ToList();

        await world.UntilCountAsync(10, "failed", cancellationToken, version: "7");
        Assert.That(world.Count("failed", "7", reason), Is.EqualTo(10));
        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 10)));
    }

    [Test]
    public async Task Shadow_ThatCannotBeLoaded_LeavesTheDeploymentReadyAndSaysWhy(CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync();
        world.Expect("cannot be served");
        world.Registry.AddVersion("churn", "7", "this is not ONNX"u8.ToArray());

        await world.DeployAsync(shadow: "7", cancellationToken);
        await ShadowWorld.UntilAsync(
            () => world.Registry.Reports.GetValueOrDefault("live")?.All(status => status.State != ModelState.Loading) == true, cancellationToken);

        Assert.That(world.Catalog.Current.IsComplete, Is.True);
        Assert.That(Requests.Floats(world.Ask(5).RawOutputContents[0])[0], Is.EqualTo(5));
        Assert.That(
            world.Registry.Reports["live"].Select(status => (status.Version.Version, status.State)),
            Is.EqualTo(new[] { ("1", ModelState.Ready), ("7", ModelState.Failed) }));
    }

    [Test]
    public async Task Requests_BesideASlowShadow_AreAnsweredAndDroppedThere(CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync(("Maas:Inference:Shadows:MaxQueuedRequests", "4"));
        await world.DeployAsync(shadow: "2", cancellationToken);
        var shadow = await world.UntilShadowsAsync("2", cancellationToken);

        using (world.Hold(shadow))
        {
            var answers = Enumerable.Range(0, 20).Select(x => Requests.Floats(world.Ask(x).RawOutputContents[0])[0]);
            Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 20)));
        }

        await ShadowWorld.UntilAsync(() => world.Count("executed") + world.Count("dropped", reason: "QUEUE_FULL") == 20, cancellationToken);
        Assert.That(world.Count("executed"), Is.InRange(4, 5));
    }

    [Test]
    public async Task Requests_WithMoreBytesThanMayWait_AreDroppedThere(CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync(("Maas:Inference:Shadows:MaxQueuedBytes", "3"));
        await world.DeployAsync(shadow: "2", cancellationToken);
        await world.UntilShadowsAsync("2", cancellationToken);

        world.Ask(1);

        await world.UntilCountAsync(1, "dropped", cancellationToken);
    }

    [Test]
    public async Task Shadow_WhileRequestsWaitForAnAnswer_StandsBackAndIsDropped(CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync(("Maas:Inference:Shadows:Timeout", "00:00:00.2"));
        await world.DeployAsync(shadow: "2", cancellationToken);
        var shadow = await world.UntilShadowsAsync("2", cancellationToken);
        var answering = world.Catalog.Get("live").Versions[0].Model!;
        var held = world.Hold(shadow);
        world.Ask(1);
        world.Ask(2);

        using var busy = world.Hold(answering);
        var waiting = world.Client.ModelInferAsync(Requests.Floats("live", [1, 1], 3), cancellationToken: cancellationToken).ResponseAsync;
        await ShadowWorld.UntilAsync(() => world.Get<BatchSchedulers>().Of(answering).QueuedRequests == 1, cancellationToken);
        held.Dispose();
        await ShadowWorld.UntilAsync(() => world.Count("dropped", reason: "BUSY") >= 1, cancellationToken);

        Assert.That(waiting.IsCompleted, Is.False);
        busy.Dispose();
        Assert.That(Requests.Floats((await waiting).RawOutputContents[0])[0], Is.EqualTo(3));
    }

    [Test]
    public async Task Shadow_WhenTheDeploymentChanges_IsAnotherAndThenNone(CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync();
        await world.DeployAsync(shadow: "2", cancellationToken);
        var before = await world.UntilShadowsAsync("2", cancellationToken);

        await world.DeployAsync(shadow: "3", cancellationToken);
        await world.UntilShadowsAsync("3", cancellationToken);
        world.Ask(1);
        await world.UntilCountAsync(1, "executed", cancellationToken, version: "3");
        await world.DeployAsync(shadow: "", cancellationToken);
        await ShadowWorld.UntilAsync(() => world.Catalog.Get("live").Shadow is null, cancellationToken);
        world.Ask(1);

        Assert.That((world.Count("executed"), world.Count("executed", "3")), Is.EqualTo((0, 1)));
        await ShadowWorld.UntilAsync(() => IsGone(before), cancellationToken);
    }

    [Test]
    public async Task Shadow_ThatLeftMemory_ComesBackOnlyWhenNobodyMustLeaveForIt(CancellationToken cancellationToken)
    {
        await using var world = await ShadowWorld.StartAsync();
        await world.DeployAsync(shadow: "2", cancellationToken);
        var shadow = await world.UntilShadowsAsync("2", cancellationToken);
        var budget = world.Get<MemoryBudget>();
        shadow.TryLeaveMemory()?.Dispose();
        var rest = budget.MaxBytes - budget.UsedBytes;
        await budget.ReserveAsync("another", rest, cancellationToken);

        world.Ask(1);
        await world.UntilCountAsync(1, "dropped", cancellationToken);
        budget.Release(rest);
        world.Ask(1);
        await world.UntilCountAsync(1, "executed", cancellationToken);

        Assert.That(world.Count("dropped", reason: "NOT_IN_MEMORY"), Is.EqualTo(1));
    }

    private static bool IsGone(ServedModel model)
    {
        if (!model.TryEnter())
        {
            return true;
        }

        model.Leave();
        return false;
    }

    private static IEnumerable<TestCaseData> Failing()
    {
        yield return Case("RowsOfAnotherSize", OnnxModels.Linear([1, 2], 0), "EXECUTION_FAILED");
        yield return Case("InputsOfAnotherType", OnnxModels.Identity(OnnxType.Int64), "SIGNATURE_MISMATCH");
        yield return Case("OtherInputs", OnnxModels.Regression("bmi", 1, 0), "SIGNATURE_MISMATCH");
    }

    private static TestCaseData Case(string name, byte[] onnx, string reason) =>
        new(onnx, reason) { TestName = $"Shadow_ThatFails_IsCountedAndNothingElse({name})" };
}
