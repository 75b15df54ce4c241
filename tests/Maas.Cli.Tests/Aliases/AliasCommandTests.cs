using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Aliases;

public sealed class AliasCommandTests
{
    private RegistryConsole _console;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _console = await RegistryConsole.StartAsync();
        await _console.CreateAsync("churn", versions: 3);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [TestCase("set-a", "churn@2")]
    [TestCase("churn@set-b", "2")]
    [TestCase("churn@set-c", "churn/2")]
    public async Task Set_ByAnyOfItsNames_MovesIt(string alias, string version)
    {
        var moved = await _console.ReadAsync("aliases", "set", alias, version, "--expected", "none");

        Assert.That(moved.GetProperty("name").GetString(), Does.StartWith("models/churn/aliases/set-"));
        Assert.That(moved.GetProperty("modelVersion").GetString(), Is.EqualTo("models/churn/versions/2"));
    }

    [Test]
    public async Task Set_ToWhereAnotherPoints_Promotes()
    {
        await _console.DoAsync("aliases", "set", "candidate", "churn@3");

        await _console.DoAsync("aliases", "set", "promoted", "churn@candidate");
        var list = await _console.DoAsync("aliases", "list", "churn");

        Assert.That(list, Does.Match("promoted.*churn@3"));
    }

    [Test]
    public async Task Set_WithAnotherExpectation_IsAConflictThatSaysWhereItIs()
    {
        await _console.DoAsync("aliases", "set", "guarded", "churn@1");

        var result = await _console.RunAsync("aliases", "set", "guarded", "churn@3", "--expect", "churn@2");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(result.Error, Does.Contain("models/churn/versions/1").And.Contain("ALIAS_MOVED"));
    }

    [Test]
    public async Task Rollback_AfterAMove_GoesBackAndIsAMove()
    {
        await MoveAsync("back", 1, 2);

        var moved = await _console.ReadAsync("aliases", "rollback", "churn@back", "--expect", "churn@2");
        var history = await _console.DoAsync("aliases", "history", "churn", "back");

        Assert.That(moved.GetProperty("modelVersion").GetString(), Is.EqualTo("models/churn/versions/1"));
        Assert.That(history, Does.Match("3.*churn@2.*churn@1.*rollback").And.Match("1.*–.*churn@1.*made"));
    }

    [Test]
    public async Task Rollback_ToATime_GoesBackToWhereItPointedThen()
    {
        await MoveAsync("timed", 3);
        var time = await TimeOfMoveAsync("timed", 1);
        await MoveAsync("timed", 1, 2);

        var moved = await _console.ReadAsync("aliases", "rollback", "churn", "timed", "--to-time", time);

        Assert.That(moved.GetProperty("modelVersion").GetString(), Is.EqualTo("models/churn/versions/3"));
    }

    [Test]
    public async Task Rollback_OfTheFirstMove_IsAConflict()
    {
        await MoveAsync("first", 1);

        var result = await _console.RunAsync("aliases", "rollback", "churn@first");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(result.Error, Does.Contain("NOTHING_TO_ROLL_BACK"));
    }

    [Test]
    public async Task At_ATime_SaysWhoWasThere()
    {
        await MoveAsync("looked", 1);
        var time = await TimeOfMoveAsync("looked", 1);
        await MoveAsync("looked", 2);

        var then = await _console.ReadAsync("aliases", "at", "churn", "looked", time);
        var now = await _console.DoAsync("aliases", "at", "churn@looked");
        var before = await _console.DoAsync("aliases", "at", "churn@looked", "-1h");

        Assert.That(then.GetProperty("modelVersion").GetString(), Is.EqualTo("models/churn/versions/1"));
        Assert.That(now, Does.Contain("churn@2").And.Contain("moved by"));
        Assert.That(before, Does.Contain("none: it did not exist"));
    }

    [Test]
    public async Task Delete_OfAnAlias_KeepsItsHistory()
    {
        await MoveAsync("gone", 1);

        await _console.DoAsync("aliases", "delete", "churn@gone");
        var list = await _console.DoAsync("aliases", "list", "churn");
        var history = await _console.ReadAsync("aliases", "history", "churn@gone");

        Assert.That(list, Does.Not.Contain("gone"));
        Assert.That(history.GetProperty("aliasMoves").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task Delete_OfUnknown_IsNotFound()
    {
        var result = await _console.RunAsync("aliases", "delete", "churn", "nobody");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
    }

    private async Task MoveAsync(string alias, params int[] versions)
    {
        foreach (var version in versions)
        {
            await _console.DoAsync("aliases", "set", alias, $"churn@{version}");
        }
    }

    private async Task<string> TimeOfMoveAsync(string alias, int number)
    {
        var history = await _console.ReadAsync("aliases", "history", "churn", alias);
        return history.GetProperty("aliasMoves").EnumerateArray()
            .First(move => move.GetProperty("sequenceNumber").GetString() == $"{number}")
            .GetProperty("moveTime").GetString()!;
    }
}
