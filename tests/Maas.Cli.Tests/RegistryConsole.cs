using System.Text.Json;
using Maas.Cli.Terminal;
using Maas.Registry;
using Maas.Testing;
using Maas.Testing.Onnx;

namespace Maas.Cli.Tests;

/// <summary>A real Registry, and the command line against it.</summary>
internal sealed class RegistryConsole : IAsyncDisposable
{
    private readonly TempFolder _files = new();

    private RegistryConsole(TestHost<RegistryModule> host) => Host = host;

    public TestHost<RegistryModule> Host { get; }

    public static async Task<RegistryConsole> StartAsync(params (string Key, string Value)[] settings) => new(
        await TestHost.StartAsync<RegistryModule>(
            settings: settings.ToDictionary(setting => $"Maas:Registry:{setting.Key}", setting => (string?)setting.Value)));

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Full path of something that goes with the console; nothing is made.</summary>
    public string File(params string[] segments) => _files.File(segments);

    public Task<CommandResult> RunAsync(params string[] args) =>
        CommandResult.RunAsync([.. args, "--registry", Host.Addresses.Grpc.ToString()]);

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

    /// <summary>Lays out a model of its own weight, with other files beside it.</summary>
    /// <returns>The folder.</returns>
    public string WriteModel(float weight, params (string Path, string Content)[] others)
    {
        var folder = File(Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllBytes(Path.Combine(folder, "model.onnx"), OnnxModels.Linear([weight], bias: 0));
        foreach (var (path, content) in others)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            System.IO.File.WriteAllText(full, content);
        }

        return folder;
    }

    /// <summary>A model with that many versions.</summary>
    public async Task CreateAsync(string model, int versions)
    {
        await DoAsync("models", "create", model);
        for (var i = 1; i <= versions; i++)
        {
            await DoAsync("versions", "push", model, WriteModel(weight: i), "--metric", $"test.auc=0.9{i}", "--label", $"run={i}");
        }
    }

    /// <summary>Names of a list's rows.</summary>
    public static IEnumerable<string?> Names(JsonElement list, string property) =>
        list.GetProperty(property).EnumerateArray().Select(row => row.GetProperty("name").GetString());
}
