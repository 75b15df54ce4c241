using Grpc.Core;
using Maas.Contracts.Onnx;
using Maas.Contracts.Registry.V1;
using Maas.Onnx.Sandboxing;
using Maas.Testing.Onnx;
using Verdict = Maas.Contracts.Registry.V1.Admission.Types.Verdict;

namespace Maas.Registry.Tests.Versions;

/// <summary>What becomes of models that somebody sent, through the service itself and its real sandbox.</summary>
[CancelAfter(240_000)]
internal sealed class AdmissionTests
{
    private RegistryFixture _registry = null!;

    [SetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(
            ("FirstLoad", "Required"), ("Maas:Sandbox:WallTime", "00:00:05"), ("Maas:Sandbox:CpuTime", "00:00:04"),
            ("Maas:Sandbox:MemoryBytes", $"{512L << 20}"));
        await _registry.CreateModelAsync("sent", CancellationToken.None);
    }

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task HostileModels_AreAllRefusedOrContained_AndTheServiceGoesOn(CancellationToken cancellationToken)
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            HostileModels.All(),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
            async (hostile, token) =>
            {
                var outcome = await SendAsync(hostile, token);
                lock (outcomes)
                {
                    outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                }
            });

        await TestContext.Out.WriteLineAsync(string.Join(", ", outcomes.Select(outcome => $"{outcome.Key} x{outcome.Value}")));
        var good = await _registry.CreateVersionAsync(
            "sent", await _registry.PrepareVersionAsync(RegistryFixture.Graph(), cancellationToken), cancellationToken);
        Assert.That(good.Admission.Verdict, Is.EqualTo(Verdict.Admitted));
        Assert.That(outcomes.Values.Sum(), Is.GreaterThanOrEqualTo(40));
    }

    [Test]
    public async Task ModelWithExternalData_IsAdmittedWithFigures_AndNotLoadedTwice(CancellationToken cancellationToken)
    {
        var graph = RegistryFixture.Graph();
        var weights = graph.Graph.Initializer[0];
        weights.FloatData.Clear();
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "data/w.bin" });
        var version = await _registry.PrepareVersionAsync(graph, cancellationToken);
        var digest = await _registry.UploadAsync(new byte[12], cancellationToken);
        version.Files.Add(new ModelFile { Path = "data/w.bin", Sha256 = digest.Hex, SizeBytes = 12 });

        var first = await _registry.CreateVersionAsync("sent", version, cancellationToken);
        var second = await _registry.CreateVersionAsync("sent", version, cancellationToken);

        Assert.That(first.Admission.Verdict, Is.EqualTo(Verdict.Admitted));
        Assert.That(first.Admission.Runtime, Does.StartWith("onnxruntime 1."));
        Assert.That(first.Admission.PeakMemoryBytes, Is.InRange(10L << 20, 512L << 20));
        Assert.That(first.Admission.ExpandedNodeCount, Is.EqualTo(1));
        Assert.That(second.Admission, Is.EqualTo(first.Admission), "the same files are not loaded again");
    }

    [Test]
    public async Task ExternalDataThatIsNotInTheManifest_IsRefused(CancellationToken cancellationToken)
    {
        var graph = RegistryFixture.Graph();
        graph.Graph.Initializer[0].FloatData.Clear();
        graph.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
        graph.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "w.bin" });
        var version = await _registry.PrepareVersionAsync(graph, cancellationToken);

        var failure = await RegistryFailure.OfAsync(() => _registry.CreateVersionAsync("sent", version, cancellationToken));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "MODEL_INVALID")));
        Assert.That(failure.Message, Does.Contain("w.bin"));
    }

    [Test]
    public async Task WithoutTheSandbox_NoVersionIsMade_AndTheCallerIsTold(CancellationToken cancellationToken)
    {
        await using var registry = await RegistryFixture.StartAsync(
            ("FirstLoad", "Required"), ("Maas:Sandbox:ProgramPath", Path.Combine(Path.GetTempPath(), "no-such-program")));
        registry.Host.Logs.Expect("the sandbox cannot be started");
        await registry.CreateModelAsync("sent", cancellationToken);
        var version = await registry.PrepareVersionAsync(RegistryFixture.Graph(), cancellationToken);

        var failure = await RegistryFailure.OfAsync(() => registry.CreateVersionAsync("sent", version, cancellationToken));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.FailedPrecondition, "SANDBOX_UNAVAILABLE")));
        Assert.That((await registry.Client.ListModelVersionsAsync(new() { Parent = "models/sent" }, cancellationToken: cancellationToken)).ModelVersions, Is.Empty);
    }

    private async Task<string> SendAsync(HostileModel hostile, CancellationToken cancellationToken)
    {
        var version = new ModelVersion();
        foreach (var (path, content) in hostile.OtherFiles.Prepend(new("model.onnx", hostile.Make())))
        {
            var digest = content.Length > 0
                ? await _registry.UploadAsync(content, cancellationToken) : Digests.Sha256Digest.Of(content);
            version.Files.Add(new ModelFile { Path = path, Sha256 = digest.Hex, SizeBytes = content.Length });
        }

        try
        {
            await _registry.CreateVersionAsync("sent", version, cancellationToken);
            Assert.That(hostile.ContainedAs, Does.Contain(SandboxOutcome.Admitted), $"{hostile.Name} became a version");
            return "harmless within the limits";
        }
        catch (RpcException failure)
        {
            Assert.That(failure.StatusCode, Is.EqualTo(StatusCode.InvalidArgument), $"{hostile.Name}: {failure.Status.Detail}");
            return hostile.RefusedWith is null ? "rejected by the sandbox" : "refused unopened";
        }
    }
}
