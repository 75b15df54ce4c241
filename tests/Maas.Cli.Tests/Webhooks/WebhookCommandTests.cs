using Maas.Cli.Terminal;
using Maas.Cli.Tests.Monitors;

namespace Maas.Cli.Tests.Webhooks;

[NonParallelizable]
public sealed class WebhookCommandTests
{
    private const string Secret = "0123456789abcdef";

    private MonitoringConsole _console;

    [SetUp]
    public async Task StartAsync() => _console = await MonitoringConsole.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Create_WithASecretFromAFile_SendsItsFirstLineAndShowsItNowhere()
    {
        var file = _console.Write("secret", $"{Secret}\r\nnot this\n");

        var json = await _console.DoAsync("webhooks", "create", "on-call", "https://example.com/hook", "--secret-file", file, "-o", "json");
        var list = await _console.DoAsync("webhooks", "list");

        var webhook = _console.Known.Webhooks["webhooks/on-call"];
        Assert.That((webhook.Url, webhook.Secret), Is.EqualTo(("https://example.com/hook", Secret)));
        Assert.That(json + list, Does.Contain("https://example.com/hook").And.Not.Contain(Secret));
    }

    [Test]
    public async Task Create_WithASecretFromStandardInput_ReadsIt()
    {
        var before = Console.In;
        using var input = new StringReader($"{Secret}\n");
        Console.SetIn(input);
        try
        {
            await _console.DoAsync("webhooks", "create", "on-call", "https://example.com/hook", "--secret-file", "-");
        }
        finally
        {
            Console.SetIn(before);
        }

        Assert.That(_console.Known.Webhooks["webhooks/on-call"].Secret, Is.EqualTo(Secret));
    }

    [Test]
    public async Task Set_OfTheAddress_KeepsTheSecret()
    {
        await CreateAsync();

        await _console.DoAsync("webhooks", "set", "on-call", "--url", "https://example.com/other");

        var webhook = _console.Known.Webhooks["webhooks/on-call"];
        Assert.That((webhook.Url, webhook.Secret), Is.EqualTo(("https://example.com/other", Secret)));
    }

    [Test]
    public async Task Set_OfTheSecret_KeepsTheAddress()
    {
        await CreateAsync();

        await _console.DoAsync("webhooks", "set", "on-call", "--secret-file", _console.Write("new", "fedcba9876543210"));

        var webhook = _console.Known.Webhooks["webhooks/on-call"];
        Assert.That((webhook.Url, webhook.Secret), Is.EqualTo(("https://example.com/hook", "fedcba9876543210")));
    }

    [TestCase("webhooks set on-call", "nothing-to-change")]
    [TestCase("webhooks create other https://example.com", "--secret-file")]
    [TestCase("webhooks create other https://example.com --secret-file no-such-file", "no-such-file")]
    public async Task Change_WithoutWhatItNeeds_SaysSo(string line, string expected)
    {
        await CreateAsync();

        var result = await _console.RunAsync(line.Split(' '));

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain(expected));
    }

    // An empty secret in an update would mean that the old one stays.
    [Test]
    public async Task Set_WithAnEmptySecret_ChangesNothing()
    {
        await CreateAsync();

        var result = await _console.RunAsync("webhooks", "set", "on-call", "--secret-file", _console.Write("empty", "\n"));

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("secret-missing"));
        Assert.That(_console.Known.Webhooks["webhooks/on-call"].Etag, Is.EqualTo("1"));
    }

    [Test]
    public async Task Delete_OfAWebhook_TakesItAway()
    {
        await CreateAsync();

        await _console.DoAsync("webhooks", "delete", "on-call");

        Assert.That(_console.Known.Webhooks, Is.Empty);
    }

    private Task<string> CreateAsync() => _console.DoAsync(
        "webhooks", "create", "on-call", "https://example.com/hook", "--secret-file", _console.Write("secret", Secret));
}
