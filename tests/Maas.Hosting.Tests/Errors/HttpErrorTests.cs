using System.Net;
using System.Text.Json;
using Maas.Errors;
using Maas.Hosting.Errors;
using Maas.Testing;

namespace Maas.Hosting.Tests.Errors;

[CancelAfter(30_000)]
internal sealed class HttpErrorTests
{
    [Test]
    public async Task KnownFailure_HasStatusTextAndReason()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();

        using var answer = await host.Http.GetAsync("/missing");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(answer.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(body.RootElement.GetProperty("error").GetString(), Is.EqualTo("The queue of 'a' holds 8. Überfüllt."));
        Assert.That(body.RootElement.GetProperty("code").GetString(), Is.EqualTo("RESOURCE_EXHAUSTED"));
        Assert.That(body.RootElement.GetProperty("metadata").GetProperty("limit").GetString(), Is.EqualTo("8"));
        Assert.That(body.RootElement.GetProperty("fieldViolations").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task Bug_HidesItsText()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        host.Logs.Expect("secret");

        using var answer = await host.Http.GetAsync("/bug");
        var body = await answer.Content.ReadAsStringAsync();

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(body, Does.Contain("INTERNAL_ERROR").And.Not.Contain("secret"));
    }

    [TestCase("GET", "/size")]
    [TestCase("DELETE", "/hello")]
    [TestCase("OPTIONS", "/hello")]
    public async Task OtherMethod_OnKnownPath_IsNotAllowed(string method, string path)
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await host.Http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(answer.Content.Headers.Allow, Is.Not.Empty);
    }

    [Test]
    public void StatusOf_EveryCode_IsAnErrorOfHttp()
    {
        foreach (var code in Enum.GetValues<MaasErrorCode>())
        {
            Assert.That(HttpFailure.StatusOf(code), Is.InRange(400, 599), code.ToString());
        }
    }
}
