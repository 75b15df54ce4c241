using System.Net;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Contracts.Registry.V1;
using Maas.Testing;

namespace Maas.Hosting.Tests.Limits;

[CancelAfter(30_000)]
[NonParallelizable]
internal sealed class LimitTests
{
    [Test]
    public async Task Message_AboveTheLimit_IsResourceExhaustedAndTheHostGoesOn()
    {
        await using var host = await StartAsync("Maas:Hosting:MaxMessageBytes", "4096");
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(host.Channel);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelInferAsync(
            new ModelInferRequest { RawInputContents = { ByteString.CopyFrom(new byte[200_000]) } }));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That((await client.ModelInferAsync(new ModelInferRequest { ModelName = "m" })).ModelName, Is.EqualTo("m"));
    }

    [Test]
    public async Task HttpBody_AboveTheLimit_IsTooLarge()
    {
        await using var host = await StartAsync("Maas:Hosting:MaxMessageBytes", "4096");
        using var content = new ByteArrayContent(new byte[200_000]);

        using var answer = await host.Http.PostAsync("/size", content);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task Call_AboveTheLimit_IsToldToWait()
    {
        ProbeRegistry.Reset();
        await using var host = await StartAsync("Maas:Hosting:MaxConcurrentCalls", "1");
        var client = new RegistryService.RegistryServiceClient(host.Channel);
        var first = client.GetModelAsync(new GetModelRequest { Name = "gate" }).ResponseAsync;
        await ProbeRegistry.Entered.Task;

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.GetModelAsync(new GetModelRequest { Name = "m" }));
        var metrics = await host.Metrics.GetStringAsync("/metrics");
        ProbeRegistry.Release.SetResult();

        var status = error!.GetRpcStatus()!;
        Assert.That(status.GetDetail<ErrorInfo>()!.Reason, Is.EqualTo("LIMIT_REACHED"));
        Assert.That(status.GetDetail<RetryInfo>(), Is.Not.Null);
        Assert.That(error!.Trailers.GetValue("grpc-retry-pushback-ms"), Is.EqualTo("1000"));
        Assert.That((await first).Name, Is.EqualTo("gate"));
        Assert.That((await client.GetModelAsync(new GetModelRequest { Name = "m" })).Name, Is.EqualTo("m"));
        Assert.That(metrics, Does.Match(@"maas_hosting_calls_open\S* 1\b"));
        await Assert.ThatAsync(() => host.Metrics.GetStringAsync("/metrics"), Does.Match(@"maas_hosting_calls_open\S* 0\b").After(10_000, 50));
    }

    [Test]
    public async Task Message_ThatIsNoProtobuf_IsRefusedAndTheHostGoesOn()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var method = new Method<byte[], byte[]>(
            MethodType.Unary, "maas.registry.v1.RegistryService", "GetModel",
            Marshallers.Create(bytes => bytes, bytes => bytes), Marshallers.Create(bytes => bytes, bytes => bytes));

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await host.Channel.CreateCallInvoker().AsyncUnaryCall(method, host: null, default, [0x0A, 0x7F, 1]));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
    }

    private static Task<TestHost<ProbeModule>> StartAsync(string key, string value) =>
        TestHost.StartAsync<ProbeModule>(settings: new Dictionary<string, string?> { [key] = value });
}
