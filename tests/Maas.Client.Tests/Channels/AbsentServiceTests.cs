using Maas.Contracts.Registry.V1;
using Maas.Errors;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;

namespace Maas.Client.Tests.Channels;

[CancelAfter(30_000)]
internal sealed class AbsentServiceTests
{
    [Test]
    public async Task Call_WhenNobodyListens_SaysWhoDoesNotAnswer()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        using var channel = Open(address, maxRetries: 1);

        var error = await CallAsync(channel);

        Assert.That((error.Code, error.Reason), Is.EqualTo((MaasErrorCode.Unavailable, "DEPENDENCY_UNAVAILABLE")));
        Assert.That(error.Metadata["service"], Is.EqualTo(address.ToString()));
    }

    [Test]
    public async Task Calls_AfterManyThatFoundNobody_AreNotTried()
    {
        using var channel = Open(new Uri($"http://127.0.0.1:{FreePort.Find()}"), maxRetries: 0);
        for (var i = 0; i < 10; i++)
        {
            await CallAsync(channel);
        }

        var error = await CallAsync(channel);

        Assert.That(error.InnerException, Is.InstanceOf<BrokenCircuitException>());
        Assert.That(error.Code, Is.EqualTo(MaasErrorCode.Unavailable));
    }

    [Test]
    public async Task Calls_ThatTheServiceRefuses_GoOnReachingIt()
    {
        await using var host = await TestHost.StartAsync<FlakyModule>();
        var script = host.Services.GetRequiredService<Script>();
        using var channel = Open(host.Addresses.Grpc, maxRetries: 0);

        for (var i = 0; i < 15; i++)
        {
            script.Failures.Enqueue(FlakyErrors.Away());
            await CallAsync(channel);
        }

        Assert.That(script.Calls, Has.Count.EqualTo(15));
    }

    [Test]
    public async Task Call_ByDnsName_FindsTheReplicaThatAnswers()
    {
        await using var host = await TestHost.StartAsync<FlakyModule>();
        using var channel = Open(new Uri($"dns:///localhost:{host.Addresses.Grpc.Port}"), maxRetries: 5);

        var model = await new RegistryService.RegistryServiceClient(channel.Invoker)
            .GetModelAsync(new GetModelRequest { Name = "m" });

        Assert.That(model.Name, Is.EqualTo("m"));
    }

    [Test]
    public async Task Call_WhileTheServiceRestarts_SucceedsWhenItIsBack()
    {
        var port = FreePort.Find();
        using var channel = Open(new Uri($"http://127.0.0.1:{port}"), maxRetries: 100);
        var call = new RegistryService.RegistryServiceClient(channel.Invoker)
            .GetModelAsync(new GetModelRequest { Name = "m" }).ResponseAsync;
        Assert.That(call.IsCompleted, Is.False);

        await using var host = await TestHost.StartAsync<FlakyModule>(settings: new Dictionary<string, string?>
        {
            ["Maas:Flaky:GrpcEndpoint"] = $"127.0.0.1:{port}",
        });

        Assert.That((await call).Name, Is.EqualTo("m"));
    }

    [Test]
    public void Create_WithAnotherScheme_IsRefused() => Assert.That(
        () => Open(new Uri("ftp://127.0.0.1"), maxRetries: 0), Throws.ArgumentException.With.Message.Contains("'ftp'"));

    private static async Task<MaasException> CallAsync(MaasChannel channel) =>
        (await Assert.ThrowsAsync<MaasException>(async () => await new RegistryService.RegistryServiceClient(channel.Invoker)
            .GetModelAsync(new GetModelRequest { Name = "m" })))!;

    private static MaasChannel Open(Uri address, int maxRetries) => MaasChannel.Create(new MaasClientOptions
    {
        Address = address,
        MaxRetries = maxRetries,
        RetryBaseDelay = TimeSpan.FromMilliseconds(5),
        BreakDuration = TimeSpan.FromSeconds(1),
    });
}
