using System.Text;
using System.Text.Json;
using Maas.Digests;

namespace Maas.Core.Tests.Digests;

internal sealed class Sha256DigestTests
{
    // FIPS 180-4 example, "abc".
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Test]
    public void Of_PublishedExample_IsThePublishedDigest() =>
        Assert.That(Sha256Digest.Of("abc"u8).Hex, Is.EqualTo(OfAbc));

    [Test]
    public async Task OfAsync_Stream_StartsAtItsPosition()
    {
        using var content = new MemoryStream(Encoding.ASCII.GetBytes("xxabc")) { Position = 2 };

        Assert.That((await Sha256Digest.OfAsync(content, CancellationToken.None)).Hex, Is.EqualTo(OfAbc));
    }

    [TestCase("")]
    [TestCase(null)]
    [TestCase("ba7816bf")]
    [TestCase("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [TestCase("../../../../../../etc/passwd/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void TryParse_AnythingElse_IsRefused(string? hex) => Assert.That(Sha256Digest.TryParse(hex, out _), Is.False);

    [Test]
    public void Hex_NeverSet_Throws() =>
        Assert.That(() => default(Sha256Digest).Hex, Throws.InvalidOperationException);

    [Test]
    public void Json_RoundTrip_IsTheHexDigits()
    {
        var json = JsonSerializer.Serialize(Sha256Digest.Parse(OfAbc));

        Assert.That(json, Is.EqualTo($"\"{OfAbc}\""));
        Assert.That(JsonSerializer.Deserialize<Sha256Digest>(json), Is.EqualTo(Sha256Digest.Parse(OfAbc)));
    }

    [Test]
    public void Json_OfSomethingElse_IsRefused() =>
        Assert.That(() => JsonSerializer.Deserialize<Sha256Digest>("\"abc\""), Throws.InstanceOf<JsonException>());
}
