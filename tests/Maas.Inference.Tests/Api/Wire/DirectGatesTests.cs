using Google.Rpc;
using Grpc.Core;
using Maas.Digests;
using Maas.Inference.Batching;
using Maas.Testing;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;
using DataType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Inference.Tests.Api.Wire;

/// <summary><c>ModelInfer</c> passes the framework by, and must be refused to whom every other method is refused.</summary>
[CancelAfter(60_000)]
internal sealed class DirectGatesTests
{
    [Test]
    public async Task ModelInfer_WithTokensRequired_AsksForThePermission()
    {
        using var folder = new TempFolder();
        var tokens = folder.File("tokens.json");
        await File.WriteAllTextAsync(tokens, $$"""
            [
              {"name": "stranger", "sha256": "{{DigestOf("s-token")}}", "permissions": ["registry.models.get"]},
              {"name": "caller", "sha256": "{{DigestOf("c-token")}}", "permissions": ["inference.*"]}
            ]
            """);
        await using var host = await ServingHost.StartAsync(
            [LoadedModels.Load(OnnxModels.Identity(DataType.Double), "double")], new() { ["Maas:Hosting:TokensFile"] = tokens });

        Assert.That(await CodeAsync(host, token: null), Is.EqualTo(StatusCode.Unauthenticated));
        Assert.That(await CodeAsync(host, "x-token"), Is.EqualTo(StatusCode.Unauthenticated));
        Assert.That(await CodeAsync(host, "s-token"), Is.EqualTo(StatusCode.PermissionDenied));
        Assert.That(await CodeAsync(host, "c-token"), Is.EqualTo(StatusCode.OK));
    }

    [Test]
    public async Task ModelInfer_AboveTheLimitOfCalls_IsToldToWait()
    {
        var model = LoadedModels.Load(OnnxModels.Identity(DataType.Double), "double");
        await using var host = await ServingHost.StartAsync([model], new() { ["Maas:Hosting:MaxConcurrentCalls"] = "1" });
        var scheduler = host.Host.Services.GetRequiredService<BatchSchedulers>().Of(model);
        var hold = scheduler.Hold();
        var first = host.Inference.ModelInferAsync(Request()).ResponseAsync;
        Assert.That(() => scheduler.QueuedRequests, Is.EqualTo(1).After(10_000, 5));

        var error = await Assert.ThrowsAsync<RpcException>(() => host.Inference.ModelInferAsync(Request()).ResponseAsync);
        hold.Dispose();
        await first;

        Assert.That(error!.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason, Is.EqualTo("LIMIT_REACHED"));
        Assert.That(error.Trailers.GetValue("grpc-retry-pushback-ms"), Is.Not.Null);
        Assert.That(() => CodeAsync(host, token: null), Is.EqualTo(StatusCode.OK).After(5_000, 20), "a call that is over counts no more");
    }

    [Test]
    public async Task ModelInfer_OfAHostThatGoesDown_IsRefused(CancellationToken cancellationToken)
    {
        await using var host = await ServingHost.StartAsync(LoadedModels.Load(OnnxModels.Identity(DataType.Double), "double"));
        await host.BeginDrainAsync(cancellationToken);

        var error = ServingHost.Fails(() => host.Inference.ModelInfer(Request()));

        Assert.That(error.Reason, Is.EqualTo("SHUTTING_DOWN"));
    }

    [Test]
    public async Task ModelInfer_ThatFails_LeavesNothingOpenAndIsCounted()
    {
        await using var host = await ServingHost.StartAsync(LoadedModels.Load(OnnxModels.Identity(DataType.Double), "double"));
        var request = Request();
        request.ModelName = "nobody";

        await Assert.ThrowsAsync<RpcException>(() => host.Inference.ModelInferAsync(request).ResponseAsync);

        await Assert.ThatAsync(
            () => host.Host.Metrics.GetStringAsync("/metrics"),
            Does.Match(@"maas_hosting_calls_open\S* 0\b")
                .And.Match("maas_hosting_calls_failed_total\\{[^}]*error_type=\"MODEL_NOT_FOUND\"[^}]*rpc_method=\"/inference.GRPCInferenceService/ModelInfer\"[^}]*\\} 1")
                .After(10_000, 50));
    }

    private static Contracts.Oip.ModelInferRequest Request() => Requests.Raw("double", "FP64", [1, 2], Requests.Bytes(1.5, 2.5));

    private static async Task<StatusCode> CodeAsync(ServingHost host, string? token)
    {
        try
        {
            await host.Inference.ModelInferAsync(Request(), token is null ? [] : new Metadata { { "authorization", $"Bearer {token}" } });
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private static string DigestOf(string token) => Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(token)).Hex;
}
