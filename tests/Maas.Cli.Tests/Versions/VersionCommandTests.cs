using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Versions;

public sealed class VersionCommandTests
{
    private RegistryConsole _console;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _console = await RegistryConsole.StartAsync();
        await _console.CreateAsync("churn", versions: 3);
        await _console.CreateAsync("fraud", versions: 1);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task List_OfAModel_ShowsMetricsAndLabels()
    {
        var table = await _console.DoAsync("versions", "list", "churn");

        Assert.That(table, Does.Contain("churn@3").And.Contain("test.auc 0.93").And.Contain("run=3").And.Not.Contain("fraud"));
    }

    [Test]
    public async Task List_OfAllModelsByMetric_IsOrderedByIt()
    {
        var list = await _console.ReadAsync(
            "versions", "list", "--filter", "(model = churn OR model = fraud) AND metrics.test.auc < 0.93",
            "--order-by", "metrics.test.auc desc");

        Assert.That(
            RegistryConsole.Names(list, "modelVersions"),
            Is.EqualTo((string[])["models/churn/versions/2", "models/fraud/versions/1", "models/churn/versions/1"]));
    }

    [TestCase("churn@2")]
    [TestCase("churn/2")]
    [TestCase("models/churn/versions/2")]
    public async Task Show_ByAnyOfItsNames_IsTheVersion(string name)
    {
        var shown = await _console.ReadAsync("versions", "show", name);

        Assert.That(shown.GetProperty("name").GetString(), Is.EqualTo("models/churn/versions/2"));
    }

    [Test]
    public async Task Show_AsTable_HasDigestsSignatureAdmissionAndMetrics()
    {
        var table = await _console.DoAsync("versions", "get", "churn@1");

        Assert.That(table, Does.Contain("SHA-256").And.Contain("x: FP32[-1, 1]").And.Contain("test.auc").And.Contain("ready"));
    }

    [Test]
    public async Task Show_ByUnknownAlias_IsNotFound()
    {
        var result = await _console.RunAsync("versions", "show", "churn@nobody");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
        Assert.That(result.Error, Does.Contain("models/churn/aliases/nobody"));
    }

    [Test]
    public async Task States_FromReadyThroughQuarantineAndBack_AreShownWithTheirReasons()
    {
        await _console.CreateAsync("states", versions: 1);

        var deprecated = await _console.DoAsync("versions", "deprecate", "states@1", "--reason", "Version 2 is near.");
        var quarantined = await _console.ReadAsync("versions", "quarantine", "states@1", "--reason", "It leaks.");
        var reinstated = await _console.ReadAsync("versions", "reinstate", "states@1");

        Assert.That(deprecated, Does.Contain("deprecated").And.Contain("Version 2 is near."));
        Assert.That(quarantined.GetProperty("state").GetString(), Is.EqualTo("STATE_QUARANTINED"));
        Assert.That(quarantined.GetProperty("stateReason").GetString(), Is.EqualTo("It leaks."));
        Assert.That(reinstated.GetProperty("state").GetString(), Is.EqualTo("STATE_READY"));
    }

    [Test]
    public async Task Delete_ThenUndelete_BringsItBack()
    {
        await _console.CreateAsync("removed", versions: 1);

        var deleted = await _console.DoAsync("versions", "delete", "removed@1");
        var without = await _console.ReadAsync("versions", "list", "removed");
        var with = await _console.ReadAsync("versions", "list", "removed", "--deleted");
        var back = await _console.ReadAsync("versions", "undelete", "removed@1");

        Assert.That(deleted, Does.Contain("can be undeleted until"));
        Assert.That(RegistryConsole.Names(without, "modelVersions"), Is.Empty);
        Assert.That(RegistryConsole.Names(with, "modelVersions"), Has.One.EqualTo("models/removed/versions/1"));
        Assert.That(back.GetProperty("state").GetString(), Is.EqualTo("STATE_READY"));
    }

    [Test]
    public async Task Delete_OfOneThatAnAliasNames_SaysWhich()
    {
        await _console.CreateAsync("used", versions: 1);
        await _console.DoAsync("aliases", "set", "production", "used@1");

        var result = await _console.RunAsync("versions", "delete", "used@production");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(result.Error, Does.Contain("models/used/aliases/production").And.Contain("RESOURCE_IN_USE"));
    }

    [Test]
    public async Task Reinstate_OfOneThatIsReady_IsAConflict()
    {
        var result = await _console.RunAsync("versions", "reinstate", "churn@1");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(result.Error, Does.Contain("STATE_CONFLICT"));
    }

    [Test]
    public async Task Compare_OfThree_ShowsValuesAndDifferencesFromTheFirst()
    {
        var table = await _console.DoAsync("versions", "compare", "churn@1", "churn@2", "churn/3");
        var json = await _console.ReadAsync("versions", "compare", "churn@1", "churn@2");

        Assert.That(table, Does.Contain("0.92 (+0.01)").And.Contain("0.93 (+0.02)").And.Contain("against churn@1").And.Contain("other"));
        Assert.That(json.GetProperty("metrics")[0].GetProperty("metric").GetString(), Is.EqualTo("test.auc"));
        Assert.That(json.GetProperty("differences")[0].GetProperty("sameFiles").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Compare_WithUnknown_IsNotFound()
    {
        var result = await _console.RunAsync("versions", "compare", "churn@1", "churn@99");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
    }
}
