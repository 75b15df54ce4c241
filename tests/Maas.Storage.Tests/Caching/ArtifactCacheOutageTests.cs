using Maas.Digests;
using Maas.Storage.Caching;
using Maas.Testing.Redis;

namespace Maas.Storage.Tests.Caching;

[CancelAfter(60_000)]
internal sealed class ArtifactCacheOutageTests
{
    private static readonly byte[] Artifact = [1, 2, 3];

    private static readonly Sha256Digest Digest = Sha256Digest.Of(Artifact);

    [Test]
    public async Task Read_WhenTheServerDiesAndComesBack_MissesThenWorksAgain(CancellationToken cancellationToken)
    {
        using var redis = await RedisServer.StartAsync(cancellationToken);
        await using var cache = CacheFixture.Make(
            new CacheOptions { Address = redis.Address, BreakDuration = TimeSpan.FromMilliseconds(500) });
        await WriteAsync(cache, cancellationToken);

        redis.Kill();
        var dead = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            dead.Add(await ReadAsync(cache, cancellationToken));
        }

        await redis.RestartAsync(cancellationToken);
        while (!await WriteAsync(cache, cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        Assert.That(dead, Is.All.Zero);
        Assert.That(await ReadAsync(cache, cancellationToken), Is.EqualTo(3));
    }

    private static ValueTask<bool> WriteAsync(ArtifactCache cache, CancellationToken cancellationToken) =>
        cache.WriteAsync(Digest, 3, new MemoryStream(Artifact), 0, cancellationToken);

    private static ValueTask<long> ReadAsync(ArtifactCache cache, CancellationToken cancellationToken) =>
        cache.ReadAsync(Digest, 3, Stream.Null, cancellationToken);
}
