using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Models;

public sealed class ModelCommandTests
{
    private RegistryConsole _console;

    [OneTimeSetUp]
    public async Task StartAsync() => _console = await RegistryConsole.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Create_WithWhatIsSaidOfIt_IsShown()
    {
        var made = await _console.ReadAsync(
            "models", "create", "created", "--display-name", "Churn", "--description", "Who leaves.", "--label", "team=risk");
        var table = await _console.DoAsync("models", "show", "created");

        Assert.That(made.GetProperty("name").GetString(), Is.EqualTo("models/created"));
        Assert.That(made.GetProperty("labels").GetProperty("team").GetString(), Is.EqualTo("risk"));
        Assert.That(table, Does.Contain("Churn").And.Contain("Who leaves.").And.Contain("team=risk"));
    }

    [Test]
    public async Task Create_OfOneThatIsThere_IsAConflict()
    {
        await _console.DoAsync("models", "create", "twice");

        var result = await _console.RunAsync("models", "create", "twice");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(result.Error, Does.Contain("RESOURCE_ALREADY_EXISTS"));
    }

    [Test]
    public async Task Update_OfSomeFields_LeavesTheOthers()
    {
        await _console.DoAsync(
            "models", "create", "updated", "--display-name", "Old", "--description", "Stays.", "--label", "a=1", "--label", "b=2");

        var changed = await _console.ReadAsync(
            "models", "update", "updated", "--display-name", "New", "--label", "c=3", "--remove-label", "a");

        Assert.That(changed.GetProperty("displayName").GetString(), Is.EqualTo("New"));
        Assert.That(changed.GetProperty("description").GetString(), Is.EqualTo("Stays."));
        Assert.That(
            changed.GetProperty("labels").EnumerateObject().Select(label => label.Name), Is.EquivalentTo((string[])["b", "c"]));
    }

    [Test]
    public async Task Update_OfNothing_IsRefused()
    {
        await _console.DoAsync("models", "create", "unchanged");

        var result = await _console.RunAsync("models", "update", "unchanged");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("--display-name"));
    }

    [Test]
    public async Task List_WithFilterAndOrder_ShowsWhatMatches()
    {
        await _console.DoAsync("models", "create", "listed-a", "--label", "list=yes");
        await _console.DoAsync("models", "create", "listed-b", "--label", "list=yes");

        var list = await _console.ReadAsync("models", "list", "--filter", "labels.list = yes", "--order-by", "model desc");

        Assert.That(RegistryConsole.Names(list, "models"), Is.EqualTo((string[])["models/listed-b", "models/listed-a"]));
    }

    [Test]
    public async Task List_WithBrokenFilter_SaysWhere()
    {
        var result = await _console.RunAsync("models", "list", "--filter", "labels.team =");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Error, Does.Contain("At character 14").And.Contain("INVALID_FIELD"));
    }

    [Test]
    public async Task Delete_ThenUndelete_BringsItBack()
    {
        await _console.DoAsync("models", "create", "deleted", "--label", "gone=yes");

        var deleted = await _console.DoAsync("models", "delete", "deleted");
        var without = await _console.ReadAsync("models", "list", "--filter", "labels.gone = yes");
        var with = await _console.ReadAsync("models", "list", "--filter", "labels.gone = yes", "--deleted");
        await _console.DoAsync("models", "undelete", "deleted");
        var back = await _console.ReadAsync("models", "list", "--filter", "labels.gone = yes");

        Assert.That(deleted, Does.Contain("can be undeleted until"));
        Assert.That(RegistryConsole.Names(without, "models"), Is.Empty);
        Assert.That(RegistryConsole.Names(with, "models"), Is.EqualTo((string[])["models/deleted"]));
        Assert.That(RegistryConsole.Names(back, "models"), Is.EqualTo((string[])["models/deleted"]));
    }

    [Test]
    public async Task Undelete_OfOneThatIsNotDeleted_IsAConflict()
    {
        await _console.DoAsync("models", "create", "alive");

        var result = await _console.RunAsync("models", "undelete", "alive");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(result.Error, Does.Contain("STATE_CONFLICT"));
    }
}
