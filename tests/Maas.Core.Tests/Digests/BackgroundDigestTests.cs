using Maas.Digests;

namespace Maas.Core.Tests.Digests;

internal sealed class BackgroundDigestTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [TestCase(0, 1)]
    [TestCase(1, 1)]
    [TestCase(262_144, 65_536)]
    [TestCase(1_000_000, 1_000_000)]
    [TestCase(3_000_001, 70_001)]
    public async Task GetAsync_AfterPieces_IsTheDigestOfAll(int size, int piece)
    {
        var content = RandomBytes(size);
        await using var digest = new BackgroundDigest();

        await AppendAsync(digest, content, piece);

        Assert.That(await digest.GetAsync().WaitAsync(Limit), Is.EqualTo(Sha256Digest.Of(content)));
    }

    [Test]
    public async Task GetAsync_Twice_BeginsAnew()
    {
        await using var digest = new BackgroundDigest();
        await AppendAsync(digest, RandomBytes(700_000), 64 * 1024);

        await digest.GetAsync().WaitAsync(Limit);

        Assert.That(await digest.GetAsync().WaitAsync(Limit), Is.EqualTo(Sha256Digest.Of([])));
    }

    [Test]
    public async Task DisposeAsync_WhileItHashes_WaitsAndMayBeRepeated()
    {
        var digest = new BackgroundDigest();
        await AppendAsync(digest, RandomBytes(700_000), 64 * 1024);

        await digest.DisposeAsync().AsTask().WaitAsync(Limit);
        await digest.DisposeAsync().AsTask().WaitAsync(Limit);

        Assert.That(digest.GetAsync, Throws.TypeOf<ObjectDisposedException>());
    }

    private static async Task AppendAsync(BackgroundDigest digest, byte[] content, int piece)
    {
        for (var at = 0; at < content.Length; at += piece)
        {
            // Who appends may use his buffer again at once.
            var buffer = content.AsSpan(at, Math.Min(piece, content.Length - at)).ToArray();
            await digest.AppendAsync(buffer);
            Array.Clear(buffer);
        }
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
