using System.Net;
using System.Net.Sockets;
using Maas.Errors;
using Maas.Monitoring.Alerts;
using Maas.Monitoring.Alerts.Notifications;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Tests.Alerts.Notifications;

/// <summary>What a webhook may lead to, and what not.</summary>
internal sealed class WebhookGuardTests
{
    private const string Secret = "a secret of sixteen";

    [TestCase("127.0.0.1")]
    [TestCase("127.255.255.254")]
    [TestCase("0.0.0.0")]
    [TestCase("0.1.2.3")]
    [TestCase("10.0.0.1")]
    [TestCase("100.64.0.1")]
    [TestCase("169.254.169.254")]
    [TestCase("172.16.0.1")]
    [TestCase("172.31.255.255")]
    [TestCase("192.168.1.1")]
    [TestCase("192.0.2.1")]
    [TestCase("198.18.0.1")]
    [TestCase("224.0.0.1")]
    [TestCase("239.255.255.250")]
    [TestCase("240.0.0.1")]
    [TestCase("255.255.255.255")]
    [TestCase("::")]
    [TestCase("::1")]
    [TestCase("::127.0.0.1")]
    [TestCase("::ffff:127.0.0.1")]
    [TestCase("::ffff:169.254.169.254")]
    [TestCase("::ffff:10.1.2.3")]
    [TestCase("64:ff9b::7f00:1")]
    [TestCase("64:ff9b::a9fe:a9fe")]
    [TestCase("64:ff9b:1::1")]
    [TestCase("2002:7f00:1::")]
    [TestCase("2002:a9fe:a9fe::1")]
    [TestCase("2002:c0a8:101::1")]
    [TestCase("2001::1")]
    [TestCase("2001:db8::1")]
    [TestCase("fe80::1")]
    [TestCase("fe80::1%2")]
    [TestCase("febf::1")]
    [TestCase("fec0::1")]
    [TestCase("fc00::1")]
    [TestCase("fd12:3456::1")]
    [TestCase("ff02::1")]
    [TestCase("100::1")]
    [TestCase("4000::1")]
    public void Address_ThatLeadsInwards_IsRefused(string address) =>
        Assert.That(InnerAddresses.Problem(IPAddress.Parse(address)), Does.StartWith("the address ").And.EndsWith("."));

    [TestCase("1.1.1.1")]
    [TestCase("100.63.255.255")]
    [TestCase("172.32.0.1")]
    [TestCase("192.167.255.255")]
    [TestCase("223.255.255.255")]
    [TestCase("2606:4700:4700::1111")]
    [TestCase("2001:4860:4860::8888")]
    [TestCase("::ffff:1.1.1.1")]
    [TestCase("64:ff9b::101:101")]
    [TestCase("2002:101:101::1")]
    public void Address_OfTheInternet_IsTaken(string address) =>
        Assert.That(InnerAddresses.Problem(IPAddress.Parse(address)), Is.Null);

    [TestCase("http://hooks.example/a")]
    [TestCase("https://127.0.0.1/a")]
    [TestCase("https://2130706433/")]
    [TestCase("https://0x7f000001/")]
    [TestCase("https://0177.0.0.1/")]
    [TestCase("https://127.1/")]
    [TestCase("https://[::1]:8443/")]
    [TestCase("https://[::ffff:10.0.0.1]/")]
    [TestCase("https://169.254.169.254/latest/meta-data")]
    [TestCase("https://localhost/")]
    [TestCase("https://LOCALHOST./")]
    [TestCase("https://api.localhost/")]
    public void Url_ThatLeadsInwards_IsForbidden(string url)
    {
        var failure = Assert.Throws<MaasException>(() => Check(url));

        Assert.That((failure!.Code, failure.Reason), Is.EqualTo((MaasErrorCode.InvalidArgument, "ADDRESS_FORBIDDEN")));
        Assert.That(failure.Metadata["url"], Is.EqualTo(url));
        Assert.That(failure.FieldViolations.Single().Field, Is.EqualTo("webhook.url"));
    }

    [TestCase("")]
    [TestCase("hooks.example/a")]
    [TestCase("ftp://hooks.example/a")]
    [TestCase("file:///etc/passwd")]
    [TestCase("https://user:word@hooks.example/")]
    [TestCase("https://hooks.example/#part")]
    public void Url_ThatIsNone_IsInvalid(string url) =>
        Assert.That(Assert.Throws<MaasException>(() => Check(url))!.Reason, Is.EqualTo("INVALID_FIELD"));

    [TestCase("https://hooks.example/a?b=c")]
    [TestCase("https://1.1.1.1:8443/")]
    [TestCase("http://inner.example/")]
    [TestCase("http://INNER.example.:8080/")]
    [TestCase("https://10.1.2.3/")]
    [TestCase("http://[fd00::1]/")]
    public void Url_OfTheInternetOrAllowed_IsTaken(string url) =>
        Assert.That(() => Check(url, "inner.example", "10.1.2.3", "[fd00::1]"), Throws.Nothing);

    [Test]
    public void Check_WithManyMistakes_TellsAll()
    {
        var failure = Assert.Throws<MaasException>(() => WebhookChecks.Check("none", "short", requiresSecret: true, Allowed()));

        Assert.That(failure!.FieldViolations.Select(violation => violation.Field), Is.EqualTo(new[] { "webhook.url", "webhook.secret" }));
    }

    [Test]
    public async Task Connector_OfAHostWithAnInnerAddress_IsForbidden()
    {
        var connector = ConnectorTo("1.1.1.1", "10.0.0.1");

        var failure = await Assert.ThrowsAsync<ForbiddenAddressException>(
            () => connector.FindAsync("hooks.example", isAllowed: false, CancellationToken.None));

        Assert.That(failure!.Message, Is.EqualTo("the address 10.0.0.1 is private."));
    }

    [Test]
    public async Task Connector_OfAHostThatIsAllowed_TakesAnyAddress() => Assert.That(
        await ConnectorTo("10.0.0.1").FindAsync("hooks.example", isAllowed: true, CancellationToken.None),
        Is.EqualTo(new[] { IPAddress.Parse("10.0.0.1") }));

    [Test]
    public async Task Connector_OfAHostWithoutAddress_CannotBeReached() =>
        await Assert.ThrowsAsync<SocketException>(
            () => ConnectorTo().FindAsync("hooks.example", isAllowed: false, CancellationToken.None));

    // RFC 4231 has no key of this form; made by: printf '1700000000.{}' | openssl dgst -sha256 -hmac 'a secret of sixteen'.
    [Test]
    public void Signature_OfAMessage_IsTheReference() => Assert.That(
        WebhookSignature.Of(Secret, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), "{}"),
        Is.EqualTo("t=1700000000,v1=9e0f98fb6d96af0b7ebef51d30bd6c877daee8bce9b06dccbaa91614ae5b1e5b"));

    private static void Check(string url, params string[] allowed) =>
        WebhookChecks.Check(url, Secret, requiresSecret: true, Allowed(allowed));

    private static AllowedHosts Allowed(params string[] hosts) => new(Options.Create(new AlertOptions { AllowedWebhookHosts = hosts }));

    private static WebhookConnector ConnectorTo(params string[] addresses) =>
        new(Allowed(), (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)));
}
