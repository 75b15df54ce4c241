using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Inference.V1;
using Maas.Inference.Api;
using Maas.Testing.Onnx;
using Microsoft.AspNetCore.Http;

namespace Maas.Inference.Tests.Calls;

/// <summary>What a caller is told of where the time went, when it asks and when it does not.</summary>
[CancelAfter(60_000)]
internal sealed class TimingsTests
{
    private const string Number = @"[0-9]+(\.[0-9]{1,3})?";
    private ServingHost _server = null!;

    public static IEnumerable<TestCaseData<Func<ServingHost, string, string, Task<string?>>>> Ways()
    {
        yield return Way("ModelInfer", (server, model, asks) => InferAsync(server, model, Headers(asks)));
        yield return Way("ModelInferCompressed", (server, model, asks) => InferAsync(
            server, model, [.. Headers(asks), new("grpc-internal-encoding-request", "gzip")]));
        yield return Way("Predict", (server, model, asks) => TrailerAsync(server.Predictions.PredictAsync(
            new PredictRequest { Model = model, Rows = { Row(), Row() } }, Headers(asks))));
        yield return Way("RestInfer", (server, model, asks) => PostAsync(
            server, $"/v2/models/{model}/infer", """{"inputs":[{"name":"bmi","datatype":"FP32","shape":[2,1],"data":[1,2]}]}""", asks));
        yield return Way("RestPredict", (server, model, asks) => PostAsync(
            server, $"/v1/models/{model}:predict", """{"rows":[{"bmi":1},{"bmi":2}]}""", asks));
    }

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(
        Signatures.Regression("churn"), Signatures.Classifier("iris"), LoadedModels.Load(OnnxModels.LookUp(10, 20), "lookup"));

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Ways))]
    public async Task Call_ThatAsks_IsToldTheTimeOfEachStage(Func<ServingHost, string, string, Task<string?>> call)
    {
        var timings = await call(_server, "churn", "true");

        Assert.That(timings, Does.Match($"^read;dur={Number}, queue;dur={Number}, form;dur={Number}, run;dur={Number}, rows;desc=2$"));
    }

    [TestCaseSource(nameof(Ways))]
    public async Task Call_ThatAsksAndIsRefused_IsToldTheStagesItCameTo(Func<ServingHost, string, string, Task<string?>> call)
    {
        var timings = await call(_server, "iris", "true");

        Assert.That(timings, Does.Match($"^read;dur={Number}$"));
    }

    [TestCaseSource(nameof(Ways))]
    public async Task Call_ThatDoesNotAsk_IsToldNothing(Func<ServingHost, string, string, Task<string?>> call)
    {
        Assert.That(await call(_server, "churn", ""), Is.Null);
        Assert.That(await call(_server, "churn", "false"), Is.Null);
        Assert.That(await call(_server, "iris", ""), Is.Null);
    }

    [TestCaseSource(nameof(Ways))]
    public async Task Call_OfAModelThatIsNotServed_IsToldNothing(Func<ServingHost, string, string, Task<string?>> call) =>
        Assert.That(await call(_server, "nobody", "true"), Is.Null);

    [Test]
    public async Task Call_WhoseRunFails_IsToldTheTimeOfTheRun()
    {
        var timings = await TrailerAsync(_server.Inference.ModelInferAsync(
            Requests.Raw("lookup", "INT64", [1], Requests.Bytes(99L)), Headers("true")));

        Assert.That(timings, Does.Match($"run;dur={Number}, rows;desc=1$"));
    }

    [Test]
    public async Task Timings_OfACall_AreNotMoreThanItTook()
    {
        var begin = TimeProvider.System.GetTimestamp();

        var timings = await InferAsync(_server, "churn", Headers("true"));

        var elapsed = TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds;
        var told = timings!.Split(", ").SkipLast(1).Sum(stage => double.Parse(
            stage.Split(";dur=")[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(told, Is.GreaterThan(0).And.LessThan(elapsed));
    }

    [Test]
    public void IsIn_HeadersWithoutIt_AllocatesNothing()
    {
        var headers = new HeaderDictionary { ["te"] = "trailers" };
        TimingsHeader.IsIn(headers);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isIn = TimingsHeader.IsIn(headers);

        Assert.That((isIn, GC.GetAllocatedBytesForCurrentThread() - before), Is.EqualTo((false, 0L)));
    }

    private static TestCaseData<Func<ServingHost, string, string, Task<string?>>> Way(
        string name, Func<ServingHost, string, string, Task<string?>> call) => new(call) { TestName = $"{{m}}({name})" };

    private static Metadata Headers(string asks) => asks.Length > 0 ? new Metadata { { TimingsHeader.Name, asks } } : [];

    private static Struct Row() => new() { Fields = { ["bmi"] = Value.ForNumber(1) } };

    private static Task<string?> InferAsync(ServingHost server, string model, Metadata headers) => TrailerAsync(
        server.Inference.ModelInferAsync(Requests.Raw(model, "FP32", [2, 1], Requests.Bytes(1f, 2f), "bmi"), headers));

    private static async Task<string?> TrailerAsync<TResponse>(AsyncUnaryCall<TResponse> call)
    {
        try
        {
            await call;
            return call.GetTrailers().GetValue(TimingsHeader.Name);
        }
        catch (RpcException error)
        {
            return error.Trailers.GetValue(TimingsHeader.Name);
        }
    }

    private static async Task<string?> PostAsync(ServingHost server, string path, string body, string asks)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (asks.Length > 0)
        {
            request.Headers.Add(TimingsHeader.Name, asks);
        }

        using var response = await server.Http.SendAsync(request);
        return response.Headers.TryGetValues("Server-Timing", out var values) ? values.Single() : null;
    }
}
