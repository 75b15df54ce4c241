using System.Text.Json;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Maas.Registry;
using Maas.Testing;
using static Maas.Contracts.Registry.V1.RegistryService;

namespace Maas.Cli.Tests;

/// <summary>Commands against a real Registry.</summary>
public sealed class RegistryCommandTests
{
    private TestHost<RegistryModule> _host;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await TestHost.StartAsync<RegistryModule>();
        var registry = new RegistryServiceClient(_host.Channel);
        foreach (var id in (string[])["churn", "fraud"])
        {
            await registry.CreateModelAsync(new CreateModelRequest
            {
                ModelId = id,
                Model = new Model { DisplayName = $"The {id} model" },
            });
        }
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task ModelsGet_AsJson_IsTheResourceWithEveryField()
    {
        var result = await RunAsync("models", "get", "churn", "--output", "json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.That(
            json.RootElement.EnumerateObject().Select(property => property.Name),
            Is.EqualTo((string[])[
                "name", "uid", "displayName", "description", "labels", "aliases", "latestVersionNumber", "createTime",
                "updateTime", "etag"]));
        Assert.That(json.RootElement.GetProperty("name").GetString(), Is.EqualTo("models/churn"));
        Assert.That(json.RootElement.GetProperty("latestVersionNumber").GetString(), Is.EqualTo("0"));
    }

    [Test]
    public async Task ModelsList_AsJson_IsOneArrayOfAll()
    {
        var result = await RunAsync("models", "list", "-o", "json");

        using var json = JsonDocument.Parse(result.Output);
        var names = json.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString());
        Assert.That(names, Is.EquivalentTo((string[])["models/churn", "models/fraud"]));
        Assert.That(result.Error, Is.Empty);
    }

    [Test]
    public async Task ModelsList_AsTable_HasARowEachAndNoEscapes()
    {
        var result = await RunAsync("models", "list");

        Assert.That(result.Output, Does.Contain("churn").And.Contain("fraud").And.Not.Contain("\u001b"));
    }

    [Test]
    public async Task ModelsGet_OfUnknown_IsNotFound()
    {
        var result = await RunAsync("models", "get", "nope");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
        Assert.That(result.Error, Does.Contain("models/nope").And.Contain("RESOURCE_NOT_FOUND"));
    }

    [Test]
    public async Task ModelsGet_OfUnknownAsJson_TellsTheErrorAsJson()
    {
        var result = await RunAsync("models", "get", "nope", "-o", "json");

        using var json = JsonDocument.Parse(result.Error);
        var error = json.RootElement.GetProperty("error");
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("NOT_FOUND"));
        Assert.That(error.GetProperty("reason").GetString(), Is.EqualTo("RESOURCE_NOT_FOUND"));
        Assert.That(error.GetProperty("metadata").GetProperty("resource").GetString(), Is.EqualTo("models/nope"));
        Assert.That(error.GetProperty("exitCode").GetInt32(), Is.EqualTo(ExitCode.NotFound));
    }

    [Test]
    public async Task ModelsGet_WithMalformedName_IsRefused()
    {
        var result = await RunAsync("models", "get", "models/a/b");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Refused));
    }

    [Test]
    public async Task AliasesSet_ToUnknownVersion_IsNotFound()
    {
        var result = await RunAsync("aliases", "set", "production", "churn@7", "--expected", "none");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
        Assert.That(result.Error, Does.Contain("models/churn/versions/7"));
    }

    [Test]
    public async Task DeployStatus_OfUnknown_IsNotFound()
    {
        var result = await RunAsync("deploy", "status", "nope");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
    }

    [Test]
    public async Task Status_WithOnlyTheRegistry_ShowsAllAndFails()
    {
        var away = $"127.0.0.1:{FreePort.Find()}";

        var result = await RunAsync(
            "status", "-o", "json", "--training", away, "--inference", away, "--monitoring", away);

        using var json = JsonDocument.Parse(result.Output);
        var states = json.RootElement.GetProperty("services").EnumerateArray().ToDictionary(
            service => service.GetProperty("service").GetString()!, service => service.GetProperty("state").GetString());
        Assert.That(states["registry"], Is.EqualTo("SERVING"));
        Assert.That(states["training"], Is.EqualTo("UNAVAILABLE"));
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unavailable));
    }

    private Task<CommandResult> RunAsync(params string[] args) =>
        CommandResult.RunAsync([.. args, "--registry", _host.Addresses.Grpc.ToString()]);
}
