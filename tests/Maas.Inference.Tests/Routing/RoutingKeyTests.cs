using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Oip;
using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Routing;

/// <summary>A deployment that is split in two halves, and all the ways in which a caller can say who it is.</summary>
internal sealed class RoutingKeyTests
{
    private const string Name = "live";
    private const string Header = "maas-routing-key";

    private ServingHost _server = null!;
    private CatalogEntry _entry = null!;

    public static IEnumerable<TestCaseData<Func<ServingHost, string, string>>> Ways()
    {
        yield return Way("ModelInfer", (server, key) => server.Inference.ModelInfer(Request(), Headers(key)).ModelVersion);
        yield return Way("ModelInferCompressed", (server, key) => server.Inference.ModelInfer(
            Request(), [.. Headers(key), new("grpc-internal-encoding-request", "gzip")]).ModelVersion);
        yield return Way("ModelInferByParameter", (server, key) => server.Inference.ModelInfer(Request(key), Headers("other")).ModelVersion);
        yield return Way("ModelStreamInfer", (server, key) => StreamAsync(server, Request(), key).GetAwaiter().GetResult());
        yield return Way("ModelStreamInferByParameter", (server, key) => StreamAsync(server, Request(key), "other").GetAwaiter().GetResult());
        yield return Way("Predict", (server, key) => server.Predictions.Predict(Rows(), Headers(key)).ModelVersion);
        yield return Way("RestInfer", (server, key) => PostAsync(
            server, $"/v2/models/{Name}/infer", Json(""), key, "model_version").GetAwaiter().GetResult());
        yield return Way("RestInferByParameter", (server, key) => PostAsync(
            server, $"/v2/models/{Name}/infer", Json(key), "other", "model_version").GetAwaiter().GetResult());
        yield return Way("RestPredict", (server, key) => PostAsync(
            server, $"/v1/models/{Name}:predict", """{"rows":[{"bmi":1}]}""", key, "modelVersion").GetAwaiter().GetResult());
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        ServedModel[] models = [Signatures.Regression("churn", "1"), Signatures.Regression("churn", "2")];
        _server = await ServingHost.StartAsync(models);
        _entry = new CatalogEntry(
            Name, [.. models.Select(model => new CatalogVersion { Version = model.Version, State = ModelState.Ready, Model = model })],
            new Dictionary<string, int> { ["1"] = 50, ["2"] = 50 })
        {
            Deployment = Name,
        };
        _server.Host.Services.GetRequiredService<ModelCatalog>().Replace(CatalogSnapshot.Of([_entry], isComplete: true));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Ways))]
    public void Call_WithAKey_GetsTheVersionOfTheKey(Func<ServingHost, string, string> call)
    {
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"user-{i}")];

        var first = keys.Select(key => call(_server, key)).ToList();
        var again = keys.Select(key => call(_server, key));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(first, Is.EqualTo(keys.Select(key => _entry.Next(key)!.Version)));
        Assert.That(first.Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public void Call_WithoutAKey_TakesTurns()
    {
        var served = Enumerable.Range(0, 10).Select(_ => _server.Inference.ModelInfer(Request(), Headers("")).ModelVersion);

        Assert.That(served.CountBy(version => version).ToDictionary(), Is.EqualTo(new Dictionary<string, int> { ["1"] = 5, ["2"] = 5 }));
    }

    [Test]
    public void Call_ThatPinsAVersion_GetsItWhateverTheKey()
    {
        var served = Enumerable.Range(0, 10).Select(i =>
        {
            var request = Request();
            request.ModelVersion = "2";
            return _server.Inference.ModelInfer(request, Headers($"user-{i}")).ModelVersion;
        });

        Assert.That(served, Is.All.EqualTo("2"));
    }

    [Test]
    public void Call_WithAKeyThatIsNoText_IsRefused()
    {
        var request = Request();
        request.Parameters["routing_key"] = new InferParameter { Int64Param = 7 };

        var error = ServingHost.Fails(() => _server.Inference.ModelInfer(request));

        Assert.That((error.Reason, error.Metadata["parameter"]), Is.EqualTo(("PARAMETER_INVALID", "routing_key")));
    }

    private static TestCaseData<Func<ServingHost, string, string>> Way(string name, Func<ServingHost, string, string> call) =>
        new(call) { TestName = $"Call_WithAKey_GetsTheVersionOfTheKey({name})" };

    private static Metadata Headers(string key) => key.Length > 0 ? new Metadata { { Header, key } } : [];

    private static ModelInferRequest Request(string key = "")
    {
        var request = Requests.Raw(Name, "FP32", [1, 1], Requests.Bytes(1f), "bmi");
        if (key.Length > 0)
        {
            request.Parameters["routing_key"] = new InferParameter { StringParam = key };
        }

        return request;
    }

    private static PredictRequest Rows() =>
        new() { Model = Name, Rows = { new Struct { Fields = { ["bmi"] = Value.ForNumber(1) } } } };

    private static string Json(string key) =>
        $$"""{"parameters":{{{(key.Length > 0 ? $"\"routing_key\":\"{key}\"" : "")}}},"inputs":[{"name":"bmi","datatype":"FP32","shape":[1,1],"data":[1]}]}""";

    private static async Task<string> StreamAsync(ServingHost server, ModelInferRequest request, string key)
    {
        using var call = server.Inference.ModelStreamInfer(Headers(key));
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.MoveNext(CancellationToken.None);
        return call.ResponseStream.Current.InferResponse.ModelVersion;
    }

    private static async Task<string> PostAsync(ServingHost server, string path, string body, string key, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(Header, key);
        using var response = await server.Http.SendAsync(request);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())![field]!;
    }
}
