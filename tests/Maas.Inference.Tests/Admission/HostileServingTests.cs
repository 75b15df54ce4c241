using Maas.Contracts.Oip;
using Maas.Inference.Admission;
using Maas.Inference.Catalog;
using Maas.Inference.Deployments;
using Maas.Inference.Tests.Deployments;
using Maas.Onnx.Sandboxing;
using Maas.Testing;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Admission;

/// <summary>Models that somebody sent to break the server, beside one that is good.</summary>
internal sealed class HostileServingTests
{
    // The largest of them only take time to write.
    private const int LargestBytes = 1 << 20;

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Maas:Inference:FirstLoad"] = nameof(FirstLoadPolicy.Required),
        ["Maas:Sandbox:WallTime"] = "00:00:03",
        ["Maas:Sandbox:CpuTime"] = "00:00:03",
        ["Maas:Sandbox:MemoryBytes"] = $"{512 << 20}",
    };

    [Test]
    [CancelAfter(300_000)]
    public async Task Server_OverAFolderOfHostileModels_RefusesThemAndGoesOnAnswering(CancellationToken cancellationToken)
    {
        using var models = new TempFolder();
        Put(models, "good", OnnxModels.Linear([2], 0));
        var hostile = HostileModels.All().Select(model => (Model: model, Bytes: model.Make()))
            .Where(made => made.Bytes.Length < LargestBytes).ToDictionary(made => made.Model.Name);
        await using var host = await TestHost.StartAsync<InferenceModule>(
            null, new Dictionary<string, string?>(Settings) { ["Maas:Inference:ModelRepository"] = models.Path });
        host.Logs.Expect("cannot be served");
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(host.Channel);
        var catalog = host.Services.GetRequiredService<ModelCatalog>();
        await UntilAsync(() => catalog.IsReady("good", ""), cancellationToken);

        foreach (var (name, (model, bytes)) in hostile)
        {
            Put(models, name, bytes, model.OtherFiles);
        }

        var answers = 0;
        await UntilAsync(
            () =>
            {
                var answer = client.ModelInfer(Requests.Floats("good", [1, 1], 3), cancellationToken: cancellationToken);
                answers += Requests.Floats(answer.RawOutputContents[0])[0] == 6 ? 1 : 0;
                return catalog.Current.Entries.Count == hostile.Count + 1
                    && catalog.Current.Entries.Values.All(entry => entry.Versions[0].State != ModelState.Loading);
            },
            cancellationToken);

        var index = client.RepositoryIndex(new RepositoryIndexRequest(), cancellationToken: cancellationToken).Models.ToDictionary(model => model.Name);
        await TestContext.Out.WriteLineAsync($"{answers} answers beside {hostile.Count} hostile models");
        Assert.That(answers, Is.GreaterThan(100));
        Assert.Multiple(() =>
        {
            foreach (var (name, (model, _)) in hostile.Where(made => !made.Value.Model.ContainedAs.Contains(SandboxOutcome.Admitted)))
            {
                Assert.That(index[name].State, Is.EqualTo("UNAVAILABLE"), name);
                Assert.That(index[name].Reason, Does.Contain(model.RefusedWith ?? ""), name);
            }
        });
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Deployment_OfAModelThatDoesNotPassTheSandbox_IsToldWhy(CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        using var registry = new FakeRegistry();
        registry.AddVersion("churn", "1", OnnxModels.Linear([1], 0));
        registry.AddVersion("churn", "2", HostileModels.All().Single(model => model.Name == "loop").Make());
        registry.Deploy("live", "churn", new DeploymentRoute("1", 100));
        await using var replica = await Replica.StartAsync(folder.Path, registry, cancellationToken, settings: Settings);
        await replica.UntilServesAsync("live", "1", cancellationToken);

        registry.Deploy("live", "churn", new DeploymentRoute("2", 100));
        await replica.UntilAsync(
            _ => registry.Reports.GetValueOrDefault("live")?.Any(status => status.State == ModelState.Failed) == true, cancellationToken);

        Assert.That(registry.Reports["live"].Single().Reason, Does.Contain("within the 3 s allowed"));
        Assert.That(replica.Predict("live"), Is.EqualTo(1));
    }

    private static void Put(TempFolder models, string name, byte[] onnx, IReadOnlyDictionary<string, byte[]>? others = null)
    {
        foreach (var (path, content) in (others ?? new Dictionary<string, byte[]>()).Append(new("model.onnx", onnx)))
        {
            var file = models.File(name, "1", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }
}
