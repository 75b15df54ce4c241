using System.Net;
using System.Net.Http.Headers;
using Maas.Testing;

namespace Maas.Console.Tests.Security;

/// <summary>A console that asks nobody who they are: what it lets in from a browser on the same machine.</summary>
public sealed class OpenConsoleTests
{
    private TestHost<ConsoleModule> _console = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _console = await TestHost.StartAsync<ConsoleModule>();

    [OneTimeTearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [TestCase("/")]
    [TestCase("/models/churn")]
    public async Task Page_SaysWhatItMayDo(string path)
    {
        using var answer = await _console.Http.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("script-src 'self';").And.Not.Contain("unsafe-eval"));
        Assert.That(answer.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
    }

    [Test]
    public async Task Document_NamesNothingOffThisHost()
    {
        var document = await _console.Http.GetStringAsync("/");

        Assert.That(document, Does.Not.Contain("http://").And.Not.Contain("https://").And.Not.Contain("<script>"));
    }

    [Test]
    public async Task Asset_ByItsDigest_IsKeptForGood()
    {
        var document = await _console.Http.GetStringAsync("/");
        var address = document.Split('"').Single(part => part.StartsWith("/assets/console.css?v=", StringComparison.Ordinal));

        using var answer = await _console.Http.GetAsync(address);
        using var stale = await _console.Http.GetAsync("/assets/console.css?v=old");

        Assert.That(answer.Headers.CacheControl?.ToString(), Does.Contain("immutable"));
        Assert.That(stale.Headers.CacheControl?.NoCache, Is.True);
    }

    [TestCase("localhost", HttpStatusCode.OK)]
    [TestCase("127.0.0.1", HttpStatusCode.OK)]
    [TestCase("[::1]", HttpStatusCode.OK)]
    [TestCase("rebound.example", HttpStatusCode.Forbidden)]
    public async Task Page_UnderAnotherName_IsRefused(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = host;

        using var answer = await _console.Http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task Socket_ForAPageOfAnotherSite_IsRefused()
    {
        using var own = await NegotiateAsync(_console.Addresses.Http.GetLeftPart(UriPartial.Authority));
        using var foreign = await NegotiateAsync("https://evil.example");

        Assert.That((own.StatusCode, foreign.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Forbidden)));
    }

    [Test]
    public async Task Pages_OnTheMetricsPort_AreNotThere()
    {
        using var answer = await _console.Metrics.GetAsync("/");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<HttpResponseMessage> NegotiateAsync(string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);
        request.Content = new ByteArrayContent([]);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        return await _console.Http.SendAsync(request);
    }
}
