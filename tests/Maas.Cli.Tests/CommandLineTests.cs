using Maas.Cli.Terminal;
using Maas.Testing;

namespace Maas.Cli.Tests;

/// <summary>What the command line refuses before it calls anyone, and how it says so.</summary>
public sealed class CommandLineTests
{
    [Test]
    public async Task Run_WithoutCommand_ExplainsItselfAndItsExitCodes()
    {
        using var output = new StringWriter();

        var exitCode = await CommandLine.RunAsync([], output, TextWriter.Null, TimeProvider.System, CancellationToken.None);

        Assert.That(exitCode, Is.EqualTo(ExitCode.Done));
        Assert.That(output.ToString(), Does.Contain("quickstart").And.Contain("Exit codes: 0 done"));
    }

    [TestCase("fly", ExpectedResult = ExitCode.Usage)]
    [TestCase("train --target y", ExpectedResult = ExitCode.Usage)]
    [TestCase("models list --output xml", ExpectedResult = ExitCode.Usage)]
    [TestCase("deploy m --device abacus", ExpectedResult = ExitCode.Usage)]
    [TestCase("models list --registry ::", ExpectedResult = ExitCode.Usage)]
    [TestCase("versions get iris", ExpectedResult = ExitCode.Usage)]
    [TestCase("versions pull iris folder", ExpectedResult = ExitCode.Usage)]
    [TestCase("versions push iris no-such-folder", ExpectedResult = ExitCode.Usage)]
    [TestCase("versions push iris x --metric auc", ExpectedResult = ExitCode.Usage)]
    [TestCase("versions push iris x --validate-only --alias a", ExpectedResult = ExitCode.Usage)]
    [TestCase("versions push iris x --dataset-version iris", ExpectedResult = ExitCode.Usage)]
    [TestCase("versions compare iris@1", ExpectedResult = ExitCode.Usage)]
    [TestCase("versions lineage iris@1 --upstream --downstream", ExpectedResult = ExitCode.Usage)]
    [TestCase("versions quarantine iris@1", ExpectedResult = ExitCode.Usage)]
    [TestCase("aliases rollback iris", ExpectedResult = ExitCode.Usage)]
    [TestCase("aliases rollback iris@production --to-time yesterday", ExpectedResult = ExitCode.Usage)]
    [TestCase("aliases at iris@production -2h -3h", ExpectedResult = ExitCode.Usage)]
    [TestCase("deployments at iris 2026-99-99", ExpectedResult = ExitCode.Usage)]
    [TestCase("audit verify --expect-sequence 3", ExpectedResult = ExitCode.Usage)]
    [TestCase("predict iris", ExpectedResult = ExitCode.Usage)]
    [TestCase("deploy m --alias a --version-number 2", ExpectedResult = ExitCode.Usage)]
    [TestCase("datasets import d no-such-file.csv", ExpectedResult = ExitCode.Usage)]
    [TestCase("datasets import d x.csv --column age=number", ExpectedResult = ExitCode.Usage)]
    [TestCase("up --set nonsense", ExpectedResult = ExitCode.Usage)]
    [TestCase("monitor set churn", ExpectedResult = ExitCode.Usage)]
    [TestCase("outcomes record churn no-such-file.csv", ExpectedResult = ExitCode.Usage)]
    [TestCase("alerts list --state loud", ExpectedResult = ExitCode.Usage)]
    [TestCase("alert-rules create r --monitor churn", ExpectedResult = ExitCode.Usage)]
    [TestCase("silences create --all --comment x", ExpectedResult = ExitCode.Usage)]
    [TestCase("webhooks create w https://example.com", ExpectedResult = ExitCode.Usage)]
    [TestCase("jobs list --limit -1", ExpectedResult = ExitCode.Usage)]
    [TestCase("audit list --limit 0", ExpectedResult = ExitCode.Usage)]
    [TestCase("worker --memory-limit -1", ExpectedResult = ExitCode.Usage)]
    [TestCase("worker --memory-limit 512", ExpectedResult = ExitCode.Usage)]
    [TestCase("worker --cache-size -1", ExpectedResult = ExitCode.Usage)]
    [TestCase("worker --slots 0", ExpectedResult = ExitCode.Usage)]
    [TestCase("models create foo/bar", ExpectedResult = ExitCode.Usage)]
    public async Task<int> Run_WithWhatItCannotUse_SaysSoInOneSentence(string line)
    {
        var result = await CommandResult.RunAsync(line.Split(' '));

        Assert.That(result.Error, Does.StartWith("maas: ").And.Not.Contain("   at "));
        Assert.That(result.Error.TrimEnd(), Does.Not.Contain('\n'));
        Assert.That(result.Output, Is.Empty);
        return result.ExitCode;
    }

    [Test]
    public async Task Run_WithMissingOption_NamesItAndWhereHelpIs()
    {
        var result = await CommandResult.RunAsync("train", "--target", "y");

        Assert.That(result.Error, Does.Contain("'--dataset'").And.Contain("'maas train --help'"));
    }

    [Test]
    public async Task Run_WithNobodyThere_SaysWhoIsAwayAndWhatToDo()
    {
        var address = $"127.0.0.1:{FreePort.Find()}";

        var result = await CommandResult.RunAsync("models", "list", "--registry", address);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unavailable));
        Assert.That(result.Error, Does.Contain(address).And.Contain("maas up"));
    }
}
