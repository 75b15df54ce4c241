using Maas.Cli.Tests.Monitors;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Tests.Payloads;

public sealed class PayloadCommandTests
{
    private MonitoringConsole _console;

    [SetUp]
    public async Task StartAsync()
    {
        _console = await MonitoringConsole.StartAsync();
        _console.Known.Payloads.AddRange(Enumerable.Range(1, 700).Select(i => new Payload
        {
            PredictionId = $"p{i}", ModelVersion = "models/churn/versions/2", Features = { ["plan"] = "gold", ["age"] = $"{i}" },
            Prediction = "yes", Outcome = i == 1 ? "no" : "",
        }));
    }

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task List_ShowsInputsByNameAndWhatCameTrue()
    {
        var table = await _console.DoAsync("payloads", "list", "churn", "--limit", "2");

        Assert.That(table, Does.Match(@"p1\W+churn@2\W.*yes\W+no\W+age=1, plan=gold").And.Contain("p2").And.Not.Contain("p3"));
    }

    [TestCase("100", ExpectedResult = 100)]
    [TestCase("650", ExpectedResult = 650)]
    [TestCase("5000", ExpectedResult = 700)]
    public async Task<int> List_WithALimit_ReadsSoManyPages(string limit)
    {
        var list = await _console.ReadAsync("payloads", "list", "churn", "--limit", limit);

        return list.GetProperty("payloads").GetArrayLength();
    }
}
