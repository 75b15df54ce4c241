using System.Net;
using System.Net.Http.Headers;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.Testing;

namespace Maas.Hosting.Tests.Security;

[CancelAfter(30_000)]
internal sealed class TokenTests
{
    private TempFolder _folder = null!;
    private TestHost<ProbeModule> _host = null!;

    private RegistryService.RegistryServiceClient Registry => new(_host.Channel);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TempFolder();
        var tokens = _folder.File("tokens.json");
        await File.WriteAllTextAsync(tokens, $$"""
            [
              {"name": "reader", "sha256": "{{DigestOf("r-token")}}", "permissions": ["registry.models.get", "probe.*"]},
              {"name": "admin", "sha256": "{{DigestOf("a-token")}}", "permissions": ["*"]},
            ]
            """);
        _host = await TestHost.StartAsync<ProbeModule>(settings: new Dictionary<string, string?>
        {
            ["Maas:Hosting:TokensFile"] = tokens,
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [TestCase(null)]
    [TestCase("Bearer wrong")]
    [TestCase("Basic r-token")]
    [TestCase("Bearer ")]
    public async Task Call_WithoutAValidToken_IsUnauthenticated(string? authorization)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await Registry.GetModelAsync(new GetModelRequest { Name = "actor" }, Headers(authorization)));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
        Assert.That(error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason, Is.EqualTo("UNAUTHENTICATED"));
    }

    [Test]
    public async Task Call_WithoutThePermission_IsDeniedAndSaysWhichOne()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await Registry.CreateModelAsync(
            new CreateModelRequest { ModelId = "m", Model = new Model() }, Headers("Bearer r-token")));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.PermissionDenied));
        Assert.That(
            error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["permission"], Is.EqualTo("registry.models.create"));
    }

    [TestCase("Bearer r-token", ExpectedResult = "reader")]
    [TestCase("bearer a-token", ExpectedResult = "admin")]
    public async Task<string> Call_WithThePermission_KnowsItsActor(string authorization) =>
        (await Registry.GetModelAsync(new GetModelRequest { Name = "actor" }, Headers(authorization))).Name;

    [Test]
    public async Task Stream_WithoutAToken_IsUnauthenticated()
    {
        using var call = Registry.Watch(new WatchRequest());

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.Unauthenticated));
    }

    [Test]
    public async Task Probes_NeedNoToken()
    {
        var health = await new Grpc.Health.V1.Health.HealthClient(_host.Channel).CheckAsync(new HealthCheckRequest());
        using var ready = await _host.Metrics.GetAsync("/readyz");
        using var metrics = await _host.Metrics.GetAsync("/metrics");

        Assert.That(health.Status, Is.EqualTo(HealthCheckResponse.Types.ServingStatus.Serving));
        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(metrics.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase(null, HttpStatusCode.Unauthorized)]
    [TestCase("r-token", HttpStatusCode.OK)]
    public async Task HttpEndpoint_AsksForTheSameTokens(string? token, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hello");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

        using var answer = await _host.Http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
    }

    private static string DigestOf(string token) => Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(token)).Hex;

    private static Metadata Headers(string? authorization) =>
        authorization is null ? [] : new Metadata { { "authorization", authorization } };
}
