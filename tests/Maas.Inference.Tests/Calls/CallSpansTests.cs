using System.Diagnostics;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Inference.V1;
using Maas.Inference.Batching;
using Maas.Inference.Models;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Calls;

[CancelAfter(60_000)]
internal sealed class CallSpansTests
{
    private static readonly string[] Stages = ["read", "queue", "form", "run"];
    private ServedModel _model = null!;
    private ServingHost _server = null!;

    public static IEnumerable<TestCaseData<Func<ServingHost, Metadata, Task>>> Ways()
    {
        yield return Way("ModelInfer", (server, headers) => server.Inference.ModelInferAsync(Request(1), headers).ResponseAsync);
        yield return Way("ModelInferCompressed", (server, headers) => server.Inference.ModelInferAsync(
            Request(1), [.. headers, new("grpc-internal-encoding-request", "gzip")]).ResponseAsync);
        yield return Way("Predict", (server, headers) => server.Predictions.PredictAsync(
            new PredictRequest { Model = "churn", Rows = { new Struct { Fields = { ["bmi"] = Value.ForNumber(1) } } } }, headers).ResponseAsync);
        yield return Way("RestInfer", (server, headers) => PostAsync(
            server, "/v2/models/churn/infer", """{"inputs":[{"name":"bmi","datatype":"FP32","shape":[1,1],"data":[1]}]}""", headers));
        yield return Way("RestPredict", (server, headers) => PostAsync(
            server, "/v1/models/churn:predict", """{"rows":[{"bmi":1}]}""", headers));
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _model = Signatures.Regression("churn", "7");
        _model.BatchLimits = new BatchLimits(64, "");
        _server = await ServingHost.StartAsync(_model, LoadedModels.Load(OnnxModels.LookUp(10, 20), "lookup"));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Ways))]
    public async Task Call_ThatIsTraced_HasASpanForEachStage(Func<ServingHost, Metadata, Task> call)
    {
        using var spans = new SpanCollector();
        var before = TimeProvider.System.GetUtcNow().UtcDateTime;

        await call(_server, spans.Headers());

        Assert.That(spans.Stages.Select(span => span.OperationName), Is.EqualTo(Stages));
        Assert.That(spans.Stages.Select(span => span.ParentSpanId), Is.All.EqualTo(spans.Call.SpanId));
        Assert.That(spans.Call.ParentSpanId, Is.EqualTo(spans.Caller.SpanId));
        Assert.That(spans.Stages.Select(span => span.Duration), Is.All.GreaterThanOrEqualTo(TimeSpan.Zero));
        Assert.That(
            spans.Stages.Skip(1).Select(span => span.StartTimeUtc),
            Is.EqualTo(spans.Stages.SkipLast(1).Select(span => span.StartTimeUtc + span.Duration)));
        Assert.That(spans.Stages[0].StartTimeUtc, Is.GreaterThan(before - TimeSpan.FromMilliseconds(1)));
        Assert.That(spans.Stages[^1].StartTimeUtc + spans.Stages[^1].Duration, Is.LessThan(TimeProvider.System.GetUtcNow().UtcDateTime + TimeSpan.FromMilliseconds(1)));
        Assert.That(spans.Stages[^1].Links, Is.Empty);
    }

    [Test]
    public async Task Calls_OfOneRun_AreLinkedToEachOther()
    {
        using var first = new SpanCollector();
        using var second = new SpanCollector();

        await RunTogetherAsync(first.Headers(), second.Headers(), []);

        Assert.That(first.Stages[^1].Links.Select(link => link.Context.SpanId), Is.EqualTo(new[] { second.Call.SpanId }));
        Assert.That(second.Stages[^1].Links.Select(link => link.Context.SpanId), Is.EqualTo(new[] { first.Call.SpanId }));
        Assert.That(first.Stages.SkipLast(1).SelectMany(span => span.Links), Is.Empty);
        Assert.That(first.Stages[^1].TagObjects.ToDictionary(), Is.EquivalentTo(new Dictionary<string, object?>
        {
            ["maas.model"] = "churn",
            ["maas.model.version"] = "7",
            ["maas.device"] = "cpu",
            ["maas.batch.rows"] = 6L,
            ["maas.batch.jobs"] = 3,
            ["maas.batch.closing"] = "drained",
        }));
    }

    [Test]
    public async Task Call_ThatFails_SaysSoInItsLastSpan()
    {
        using var unread = new SpanCollector();
        using var failed = new SpanCollector();

        await Assert.ThrowsAsync<RpcException>(() => _server.Inference.ModelInferAsync(
            Requests.Floats("churn", [1, 1], 1), unread.Headers()).ResponseAsync);
        await Assert.ThrowsAsync<RpcException>(() => _server.Inference.ModelInferAsync(
            Requests.Raw("lookup", "INT64", [1], Requests.Bytes(99L)), failed.Headers()).ResponseAsync);

        Assert.That(unread.Stages.Select(Failure), Is.EqualTo(new[] { ("read", ActivityStatusCode.Error, "TENSOR_UNKNOWN") }));
        Assert.That(failed.Stages.Select(Failure), Is.EqualTo(new[]
        {
            ("read", ActivityStatusCode.Unset, ""), ("queue", ActivityStatusCode.Unset, ""), ("form", ActivityStatusCode.Unset, ""),
            ("run", ActivityStatusCode.Error, "EXECUTION_FAILED"),
        }));
    }

    [TestCaseSource(nameof(Ways))]
    public async Task Call_ThatIsNotTraced_HasNoSpans(Func<ServingHost, Metadata, Task> call)
    {
        using var spans = new SpanCollector();

        await call(_server, spans.Headers(isRecorded: false));

        Assert.That(spans.Stages, Is.Empty);
        Assert.That(spans.Call.Recorded, Is.False);
    }

    private static TestCaseData<Func<ServingHost, Metadata, Task>> Way(string name, Func<ServingHost, Metadata, Task> call) =>
        new(call) { TestName = $"{{m}}({name})" };

    private static Contracts.Oip.ModelInferRequest Request(int rows) =>
        Requests.Raw("churn", "FP32", [rows, 1], new byte[rows * sizeof(float)], "bmi");

    private static (string Name, ActivityStatusCode Status, string Reason) Failure(Activity span) =>
        (span.OperationName, span.Status, span.GetTagItem("error.type") as string ?? "");

    private static async Task PostAsync(ServingHost server, string path, string body, Metadata headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var header in headers)
        {
            request.Headers.Add(header.Key, header.Value);
        }

        using var response = await server.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Runs requests of one row, two rows and so on in one run.</summary>
    private async Task RunTogetherAsync(params Metadata[] callers)
    {
        var scheduler = _server.Host.Services.GetRequiredService<BatchSchedulers>().Of(_model);
        var hold = scheduler.Hold();
        var calls = callers.Select((headers, i) => _server.Inference.ModelInferAsync(Request(i + 1), headers).ResponseAsync).ToList();
        Assert.That(() => scheduler.QueuedRequests, Is.EqualTo(callers.Length).After(10_000, 5));
        hold.Dispose();
        await Task.WhenAll(calls);
    }
}
