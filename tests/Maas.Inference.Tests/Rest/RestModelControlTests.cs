using System.Text;
using System.Text.Json.Nodes;
using Maas.Inference.Tests.Repository;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Rest;

[CancelAfter(60_000)]
internal sealed class RestModelControlTests
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

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("""{"parameters":{}}""")]
    public async Task Load_OnRest_ServesTheModel(string body)
    {
        var (status, answer) = await PostAsync("models/churn/load", body);

        Assert.That((status, answer), Is.EqualTo((200, "")));
        Assert.That(_server.Predict("churn"), Is.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("""{"parameters":{"unload_dependents":false}}""")]
    public async Task Unload_OnRest_LetsTheModelGo(string body)
    {
        await _server.LoadAsync("churn");

        var (status, answer) = await PostAsync("models/churn/unload", body);
        var (_, index) = await PostAsync("index", "{}");

        Assert.That((status, answer), Is.EqualTo((200, "")));
        Assert.That(
            JsonNode.Parse(index)!.ToJsonString(), Is.EqualTo("""[{"name":"churn","version":"1","state":"UNAVAILABLE","reason":"unloaded"}]"""));
    }

    [Test]
    public async Task Index_OfReadyOnRest_LeavesOutTheOthers()
    {
        var (_, index) = await PostAsync("index", """{"ready":true}""");

        Assert.That(index, Is.EqualTo("[]"));
    }

    [TestCase("models/nobody/load", "", 404, "MODEL_NOT_FOUND")]
    [TestCase("models/churn/unload", "", 404, "MODEL_NOT_FOUND")]
    [TestCase("models/churn/load", """{"parameters":{"config":"{}"}}""", 501, "NOT_SUPPORTED")]
    [TestCase("models/churn/load", """{"parameters":{"file:1/model.onnx":"AA=="}}""", 501, "NOT_SUPPORTED")]
    [TestCase("models/churn/unload", """{"parameters":{"unload_dependents":"yes"}}""", 400, "PARAMETER_INVALID")]
    [TestCase("models/churn/load", """{"parameters":[]}""", 400, "INVALID_FIELD")]
    [TestCase("models/churn/load", "[]", 400, "INVALID_FIELD")]
    [TestCase("models/churn/load", "{", 400, "INVALID_FIELD")]
    [TestCase("models/churn/load", """{"parameters":{},"parameters":{}}""", 400, "INVALID_FIELD")]
    [TestCase("index", """{"ready":1}""", 400, "INVALID_FIELD")]
    public async Task Post_OfWhatIsWrong_SaysSo(string path, string body, int expected, string reason)
    {
        var (status, answer) = await PostAsync(path, body);

        Assert.That(status, Is.EqualTo(expected));
        Assert.That(answer, Does.Contain(reason));
    }

    private async Task<(int Status, string Answer)> PostAsync(string path, string body)
    {
        using var response = await _server.Host.Http.PostAsync($"/v2/repository/{path}", new StringContent(body, Encoding.UTF8));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
