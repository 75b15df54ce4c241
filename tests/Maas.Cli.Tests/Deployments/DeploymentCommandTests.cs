using System.Text.Json;
using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Deployments;

/// <summary>What the Registry knows of deployments; nobody serves them here.</summary>
public sealed class DeploymentCommandTests
{
    private RegistryConsole _console;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _console = await RegistryConsole.StartAsync();
        await _console.CreateAsync("churn", versions: 3);
        await _console.DoAsync("aliases", "set", "production", "churn@1");
        await _console.DoAsync("aliases", "set", "candidate", "churn@2");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [TestCase("shadow-a", "candidate", ExpectedResult = "models/churn/aliases/candidate")]
    [TestCase("shadow-b", "churn@candidate", ExpectedResult = "models/churn/aliases/candidate")]
    [TestCase("shadow-c", "3", ExpectedResult = "models/churn/versions/3")]
    public async Task<string?> Deploy_WithShadow_TakesAliasOrNumber(string id, string shadow)
    {
        var deployment = await DeployAsync(id, "--shadow", shadow, "--output", "json");

        using var json = JsonDocument.Parse(deployment);
        return json.RootElement.GetProperty("shadowTarget").GetString();
    }

    [Test]
    public async Task Deploy_Again_KeepsTheShadowUntilItIsTakenAway()
    {
        await DeployAsync("kept", "--shadow", "candidate");

        var kept = await DeployAsync("kept", "--version-number", "3");
        var taken = await DeployAsync("kept", "--version-number", "3", "--shadow", "none");

        Assert.That(kept, Does.Contain("candidate → churn@2").And.Contain("100 % 3 → churn@3"));
        Assert.That(taken, Does.Not.Contain("candidate"));
    }

    [Test]
    public async Task List_OfDeployments_ShowsRoutesAndShadows()
    {
        await DeployAsync("listed", "--shadow", "candidate");

        var table = await _console.DoAsync("deployments", "list");
        var shown = await _console.DoAsync("deployments", "show", "listed");

        Assert.That(table, Does.Match("listed.*100 % production → churn@1.*candidate → churn@2"));
        Assert.That(shown, Does.Contain("shadow").And.Contain("candidate → churn@2"));
    }

    [Test]
    public async Task History_OfWhatMoved_SaysBecauseOfWhat()
    {
        await _console.DoAsync("aliases", "set", "moving-target", "churn@1");
        await DeployAsync("moved", "--alias", "moving-target");

        await _console.DoAsync("aliases", "set", "moving-target", "churn@2");
        var table = await _console.DoAsync("deployments", "history", "moved");
        var json = await _console.ReadAsync("deployments", "history", "moved");

        Assert.That(table, Does.Contain("models/churn/aliases/moving-target").And.Contain("churn@2"));
        Assert.That(
            json.GetProperty("deploymentMoves")[0].GetProperty("cause").GetString(), Is.EqualTo("models/churn/aliases/moving-target"));
    }

    [Test]
    public async Task Rollback_AfterAMove_PinsTheVersionBefore()
    {
        await DeployAsync("pinned", "--version-number", "1");
        await DeployAsync("pinned", "--version-number", "2");

        var back = await _console.ReadAsync("deployments", "rollback", "pinned");

        Assert.That(back.GetProperty("routes")[0].GetProperty("target").GetString(), Is.EqualTo("models/churn/versions/1"));
    }

    [Test]
    public async Task Rollback_WithoutAMove_IsAConflict()
    {
        await DeployAsync("unmoved");

        var result = await _console.RunAsync("deployments", "rollback", "unmoved");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(result.Error, Does.Contain("NOTHING_TO_ROLL_BACK"));
    }

    [Test]
    public async Task At_ATime_SaysWhatWasServed()
    {
        await DeployAsync("served", "--shadow", "candidate");

        var now = await _console.DoAsync("deployments", "at", "served");
        var before = await _console.DoAsync("deployments", "at", "served", "-1h");

        Assert.That(now, Does.Contain("churn@1").And.Contain("churn@2").And.Contain("because of"));
        Assert.That(before, Does.Contain("none: it did not exist"));
    }

    [Test]
    public async Task Delete_OfADeployment_KeepsItsHistory()
    {
        await DeployAsync("stopped");

        await _console.DoAsync("deployments", "delete", "stopped");
        var history = await _console.DoAsync("deployments", "history", "stopped");

        Assert.That(history, Does.Contain("none: it was deleted"));
    }

    [Test]
    public async Task History_OfUnknown_IsNotFound()
    {
        var result = await _console.RunAsync("deployments", "history", "nobody");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
    }

    private Task<string> DeployAsync(string id, params string[] options) =>
        _console.DoAsync(["deploy", id, "--model", "churn", "--timeout", "0", .. options]);
}
