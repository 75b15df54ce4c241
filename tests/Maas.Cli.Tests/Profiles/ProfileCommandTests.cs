using System.Text.Json;
using Maas.Cli.Terminal;
using Maas.Testing;
using Maas.Training;

namespace Maas.Cli.Tests.Profiles;

/// <summary>The command against a real Training service.</summary>
public sealed class ProfileCommandTests
{
    private readonly TempFolder _files = new();
    private TestHost<TrainingModule> _training;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _training = await TestHost.StartAsync<TrainingModule>();
        var rows = Enumerable.Range(0, 60).Select(i => $"{i},{i * 7 % 23},{(i % 2 == 0 ? "yes" : "no")}");
        await File.WriteAllTextAsync(_files.File("churn.csv"), $"id,<age>,left\n{string.Join('\n', rows)}\n");
        Assert.That((await RunAsync("import", "churn", _files.File("churn.csv"))).ExitCode, Is.EqualTo(ExitCode.Done));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _training.DisposeAsync();
        _files.Dispose();
    }

    [Test]
    public async Task Profile_WithHtml_WritesTheReportBesideTheTable()
    {
        var report = _files.File("report.html");

        var result = await RunAsync("profile", "churn", "--target", "left", "--html", report);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Done), result.Error);
        Assert.That(result.Output, Does.Contain("Going together with 'left'").And.Contain("id-like-column"));
        Assert.That(result.Error, Does.Contain(report));
        Assert.That(await File.ReadAllTextAsync(report), Does.Contain("<h1>Profile of churn@1</h1>").And.Contain("&lt;age&gt;"));
    }

    [Test]
    public async Task Profile_AsJson_IsTheMessage()
    {
        var result = await RunAsync("profile", "churn@1", "--target", "left", "--output", "json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.That(json.RootElement.GetProperty("target").GetProperty("column").GetString(), Is.EqualTo("left"));
        Assert.That(json.RootElement.GetProperty("columns")[0].GetProperty("numeric").GetProperty("median").GetDouble(), Is.EqualTo(29.5));
    }

    [Test]
    public async Task Profile_WithATargetThatIsNoColumn_IsRefused()
    {
        var result = await RunAsync("profile", "churn", "--target", "gone");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Error, Does.Contain("COLUMN_NOT_FOUND").And.Contain("'gone'"));
    }

    [Test]
    public async Task Profile_WithHtmlWhereNothingCanBeWritten_SaysSo()
    {
        var result = await RunAsync("profile", "churn", "--html", _files.File("no-folder", "report.html"));

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("no-folder"));
    }

    private Task<CommandResult> RunAsync(params string[] args) =>
        CommandResult.RunAsync(["datasets", .. args, "--training", _training.Addresses.Grpc.ToString()]);
}
