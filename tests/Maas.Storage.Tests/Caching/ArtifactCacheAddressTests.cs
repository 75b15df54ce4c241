using System.Diagnostics;
using Maas.Digests;
using Maas.Storage.Caching;
using Maas.Testing;

namespace Maas.Storage.Tests.Caching;

[CancelAfter(60_000)]
internal sealed class ArtifactCacheAddressTests
{
    private static readonly byte[] Artifact = [1, 2, 3];

    private static readonly Sha256Digest Digest = Sha256Digest.Of(Artifact);

    [Test]
    public async Task Embedded_StartsAtTheFirstUseAndWorks(CancellationToken cancellationToken)
    {
        await using var cache = CacheFixture.Make(new CacheOptions { EmbeddedMemoryMebibytes = 64 });

        await cache.WriteAsync(Digest, 3, new MemoryStream(Artifact), 0, cancellationToken);
        var destination = new MemoryStream();

        Assert.That(await cache.ReadAsync(Digest, 3, destination, cancellationToken), Is.EqualTo(3));
        Assert.That(destination.ToArray(), Is.EqualTo(Artifact));
    }

    [Test]
    public async Task None_StoresAndFindsNothing(CancellationToken cancellationToken)
    {
        await using var cache = CacheFixture.Make(new CacheOptions { Address = CacheOptions.None });

        Assert.That(cache.IsEnabled, Is.False);
        Assert.That(await cache.WriteAsync(Digest, 3, new MemoryStream(Artifact), 0, cancellationToken), Is.False);
        Assert.That(await cache.ReadAsync(Digest, 3, Stream.Null, cancellationToken), Is.Zero);
    }

    [Test]
    public async Task DeadAddress_CostsLittle(CancellationToken cancellationToken)
    {
        await using var cache = CacheFixture.Make(
            new CacheOptions { Address = $"127.0.0.1:{FreePort.Find()}", OperationTimeout = TimeSpan.FromMilliseconds(500) });
        var start = Stopwatch.GetTimestamp();

        for (var i = 0; i < 100; i++)
        {
            Assert.That(await cache.ReadAsync(Digest, 3, Stream.Null, cancellationToken), Is.Zero);
        }

        Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(3)));
    }
}
