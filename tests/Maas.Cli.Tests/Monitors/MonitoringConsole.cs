using System.Text.Json;
using Maas.Cli.Terminal;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Cli.Tests.Monitors;

/// <summary>A fake Monitoring on a real socket, and the command line against it.</summary>
internal sealed class MonitoringConsole : IAsyncDisposable
{
    private readonly TempFolder _files = new();

    private MonitoringConsole(TestHost<FakeMonitoringModule> host, FakeMonitoring known) => (Host, Known) = (host, known);

    public TestHost<FakeMonitoringModule> Host { get; }

    /// <summary>What Monitoring knows and was asked.</summary>
    public FakeMonitoring Known { get; }

    public static async Task<MonitoringConsole> StartAsync(params (string Key, string Value)[] settings)
    {
        var known = new FakeMonitoring();
        var host = await TestHost.StartAsync<FakeMonitoringModule>(
            settings: settings.ToDictionary(setting => $"Maas:Monitoring:{setting.Key}", setting => (string?)setting.Value),
            configure: builder => builder.Services.AddSingleton(known));
        return new MonitoringConsole(host, known);
    }

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Writes a file that goes with the console.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string content)
    {
        File.WriteAllText(_files.File(name), content);
        return _files.File(name);
    }

    /// <summary>Full path of something that goes with the console; nothing is made.</summary>
    public string PathOf(string name) => _files.File(name);

    public Task<CommandResult> RunAsync(params string[] args) =>
        CommandResult.RunAsync([.. args, "--monitoring", Host.Addresses.Grpc.ToString()]);

    /// <summary>Runs what must succeed.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> DoAsync(params string[] args)
    {
        var result = await RunAsync(args);
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Done), result.Error);
        return result.Output;
    }

    /// <summary>Runs what must succeed, and reads its JSON.</summary>
    public async Task<JsonElement> ReadAsync(params string[] args)
    {
        using var json = JsonDocument.Parse(await DoAsync([.. args, "--output", "json"]));
        return json.RootElement.Clone();
    }
}
