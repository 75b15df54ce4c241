using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Versions;

public sealed class LineageCommandTests
{
    private RegistryConsole _console;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _console = await RegistryConsole.StartAsync();
        await _console.DoAsync("models", "create", "churn");
        string[][] origins = [[], ["--parent-version", "churn@1"], ["--parent-version", "churn@2"]];
        foreach (var (index, origin) in origins.Index())
        {
            await _console.DoAsync([
                "versions", "push", "churn", _console.WriteModel(index + 1), "--dataset-version", "customers@4",
                "--code-revision", $"rev{index + 1}", .. origin]);
        }

        await _console.DoAsync("aliases", "set", "production", "churn@3");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Upstream_OfTheLast_IsATreeToTheFirst()
    {
        var tree = await _console.DoAsync("versions", "lineage", "churn@production");

        Assert.That(tree.TrimStart(), Does.StartWith("models/churn/versions/3"));
        Assert.That(tree, Does.Contain("trained on datasets/customers/versions/4").And.Contain("made by codeRevisions/rev1"));
        Assert.That(tree.IndexOf("continues churn@2", StringComparison.Ordinal), Is.Positive
            .And.LessThan(tree.IndexOf("continues churn@1", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Downstream_OfData_IsWhatWasTrainedAndWhereItIsUsed()
    {
        var tree = await _console.DoAsync("versions", "lineage", "datasets/customers/versions/4", "--downstream");

        Assert.That(tree, Does.Contain("trained: churn@1").And.Contain("continued by churn@2").And.Contain("alias churn@production"));
    }

    [Test]
    public async Task Upstream_OfOneStepAsJson_IsTruncatedAfterIt()
    {
        var lineage = await _console.ReadAsync("versions", "lineage", "churn@3", "--upstream", "--depth", "1");

        Assert.That(
            lineage.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("to").GetString()),
            Is.All.EqualTo("models/churn/versions/3"));
        Assert.That(lineage.GetProperty("truncated").GetBoolean(), Is.True);
    }

    [TestCase("churn@99", ExpectedResult = ExitCode.NotFound)]
    [TestCase("churn", ExpectedResult = ExitCode.Usage)]
    public async Task<int> Lineage_OfWhatIsNotThere_Fails(string name) =>
        (await _console.RunAsync("versions", "lineage", name)).ExitCode;
}
