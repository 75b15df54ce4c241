using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Rest;

internal sealed class RestServerTests
{
    private ServingHost _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(
        ServingHost.Model(OnnxModels.Linear([2, 3], 1), "risk.churn", version: "7"));

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("/v2/health/live", 200)]
    [TestCase("/v2/health/ready", 200)]
    [TestCase("/v2/models/risk.churn/ready", 200)]
    [TestCase("/v2/models/risk.churn/versions/7/ready", 200)]
    [TestCase("/v2/models/risk.churn/versions/8/ready", 400)]
    [TestCase("/v2/models/nobody/ready", 400)]
    [TestCase("/v2/models/nobody", 404)]
    [TestCase("/v2/models/risk.churn/versions/8", 404)]
    [TestCase("/v2/models/risk.churn/versions/x/config", 400)]
    public async Task Get_OfPath_HasStatus(string path, int status)
    {
        using var response = await _server.Http.GetAsync(path);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Server_OnRest_SaysWhoItIs()
    {
        var server = await GetAsync("/v2");

        Assert.That((string?)server["name"], Is.EqualTo("maas"));
        Assert.That(server["extensions"]!.AsArray().Select(each => (string?)each), Does.Contain("binary_tensor_data"));
    }

    [TestCase("/v2/models/risk.churn")]
    [TestCase("/v2/models/risk.churn/versions/7")]
    public async Task Model_OnRest_GivesItsTensors(string path)
    {
        var model = await GetAsync(path);

        Assert.That(model["inputs"]!.ToJsonString(), Is.EqualTo("""[{"name":"x","datatype":"FP32","shape":[-1,2]}]"""));
        Assert.That(model["versions"]!.ToJsonString(), Is.EqualTo("""["7"]"""));
    }

    [Test]
    public async Task Config_OnRest_HasNumbersForSizes()
    {
        var config = await GetAsync("/v2/models/risk.churn/config");

        Assert.That(config["input"]![0]!["dims"]!.ToJsonString(), Is.EqualTo("[-1,2]"));
        Assert.That((int?)config["max_batch_size"], Is.Zero);
    }

    [TestCase("/v2/models/stats")]
    [TestCase("/v2/models/risk.churn/stats")]
    public async Task Statistics_OnRest_HaveNumbers(string path)
    {
        _server.Inference.ModelInfer(Requests.Floats("risk.churn", [1, 2], 1, 2));

        var statistics = await GetAsync(path);

        Assert.That((long?)statistics["model_stats"]![0]!["inference_count"], Is.GreaterThan(0));
    }

    [Test]
    public async Task Index_OnRest_ListsVersions()
    {
        using var response = await _server.Http.PostAsync("/v2/repository/index", new StringContent("{}", Encoding.UTF8));

        var index = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.That((string?)index[0]!["name"], Is.EqualTo("risk.churn"));
        Assert.That((string?)index[0]!["state"], Is.EqualTo("READY"));
    }

    [Test]
    public async Task Unload_OnRest_SaysWhoGoverns()
    {
        using var response = await _server.Http.PostAsync("/v2/repository/models/risk.churn/unload", null);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("MODEL_CONTROL_FORBIDDEN"));
    }

    [Test]
    public async Task Rest_OnMetricsPort_IsNotThere()
    {
        using var response = await _server.Host.Metrics.GetAsync("/v2");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _server.Http.GetStringAsync(path))!;
}
