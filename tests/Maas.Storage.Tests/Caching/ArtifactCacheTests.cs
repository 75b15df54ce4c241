using System.Net.Sockets;
using Maas.Digests;
using Maas.Storage.Caching;
using Maas.Testing.Redis;
using StackExchange.Redis;

namespace Maas.Storage.Tests.Caching;

/// <summary>The artifact cache against the embedded Garnet and against a real Redis.</summary>
[TestFixture(CacheOptions.Embedded)]
[TestFixture("redis")]
[CancelAfter(60_000)]
internal sealed class ArtifactCacheTests(string kind)
{
    // Two full chunks and a part.
    private static readonly byte[] Artifact = Bytes((9 << 20) + 12_345);

    private static readonly Sha256Digest Digest = Sha256Digest.Of(Artifact);

    private RedisServer? _redis;
    private EmbeddedCache? _embedded;
    private ArtifactCache _cache = null!;
    private ConnectionMultiplexer _raw = null!;

    [SetUp]
    public async Task Start()
    {
        var stop = TestContext.CurrentContext.CancellationToken;
        if (kind == CacheOptions.Embedded)
        {
            _embedded = EmbeddedCache.Start(memoryMebibytes: 64);
            _cache = CacheTo(_embedded.EndPoint is UnixDomainSocketEndPoint ? $"!{_embedded.EndPoint}" : $"{_embedded.EndPoint}");
            _raw = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions { EndPoints = { _embedded.EndPoint } });
        }
        else
        {
            _redis = await RedisServer.StartAsync(stop);
            _cache = CacheTo(_redis.Address);
            _raw = await ConnectionMultiplexer.ConnectAsync(_redis.Address);
        }
    }

    [TearDown]
    public async Task Stop()
    {
        // Neither is there when the test was ignored for want of a Redis.
        if (_raw is not null)
        {
            await _cache.DisposeAsync();
            await _raw.DisposeAsync();
        }

        _embedded?.Dispose();
        _redis?.Dispose();
    }

    [Test]
    public async Task Read_AfterWrite_GivesEveryByte(CancellationToken cancellationToken)
    {
        var stored = await _cache.WriteAsync(Digest, Artifact.Length, new MemoryStream(Artifact), 0, cancellationToken);

        var (good, bytes) = await ReadAsync(cancellationToken);

        Assert.That(stored, Is.True);
        Assert.That(good, Is.EqualTo(Artifact.Length));
        Assert.That(bytes, Is.EqualTo(Artifact));
    }

    [Test]
    public async Task Read_OfUnknownArtifact_GivesNothing(CancellationToken cancellationToken)
    {
        var (good, bytes) = await ReadAsync(cancellationToken);

        Assert.That((good, bytes.Length), Is.EqualTo((0L, 0)));
    }

    [Test]
    public async Task Read_WithFlippedByte_DropsThatChunkAndDeliversTheOnesBefore(CancellationToken cancellationToken)
    {
        await _cache.WriteAsync(Digest, Artifact.Length, new MemoryStream(Artifact), 0, cancellationToken);
        await FlipByteAsync(chunk: 1);

        var (good, bytes) = await ReadAsync(cancellationToken);

        Assert.That(good, Is.EqualTo(ArtifactChunk.PayloadSize));
        Assert.That(bytes, Is.EqualTo(Artifact[..ArtifactChunk.PayloadSize]));
        Assert.That(await _raw.GetDatabase().KeyExistsAsync(ArtifactChunk.Key(Digest, 1)), Is.False);
    }

    [Test]
    public async Task Write_FromTheFirstMissingChunk_HealsTheArtifact(CancellationToken cancellationToken)
    {
        await _cache.WriteAsync(Digest, Artifact.Length, new MemoryStream(Artifact), 0, cancellationToken);
        await FlipByteAsync(chunk: 1);
        var (good, _) = await ReadAsync(cancellationToken);

        await _cache.WriteAsync(Digest, Artifact.Length, new MemoryStream(Artifact), good, cancellationToken);

        Assert.That((await ReadAsync(cancellationToken)).Bytes, Is.EqualTo(Artifact));
    }

    [Test]
    public async Task Read_OfIntactChunksOfAnotherArtifact_GivesNothingAndThrowsThemAway(CancellationToken cancellationToken)
    {
        var other = Bytes(Artifact.Length, seed: 2);
        await _cache.WriteAsync(Digest, other.Length, new MemoryStream(other), 0, cancellationToken);

        var (good, _) = await ReadAsync(cancellationToken);

        Assert.That(good, Is.Zero);
        Assert.That(await _raw.GetDatabase().KeyExistsAsync(ArtifactChunk.Key(Digest, 0)), Is.False);
    }

    [Test]
    public async Task Write_SetsATimeToLiveAndNoValueAbove4MiB(CancellationToken cancellationToken)
    {
        await _cache.WriteAsync(Digest, Artifact.Length, new MemoryStream(Artifact), 0, cancellationToken);

        var life = await _raw.GetDatabase().KeyTimeToLiveAsync(ArtifactChunk.Key(Digest, 0));
        var length = await _raw.GetDatabase().StringLengthAsync(ArtifactChunk.Key(Digest, 0));

        Assert.That(life, Is.InRange(TimeSpan.FromMinutes(59), TimeSpan.FromHours(1)));
        Assert.That(length, Is.EqualTo(4 << 20));
    }

    private static ArtifactCache CacheTo(string address) => CacheFixture.Make(new CacheOptions
    {
        Address = address,
        TimeToLive = TimeSpan.FromHours(1),
        BreakDuration = TimeSpan.FromMilliseconds(500),
    });

    private async Task<(long Good, byte[] Bytes)> ReadAsync(CancellationToken cancellationToken)
    {
        var destination = new MemoryStream();
        var good = await _cache.ReadAsync(Digest, Artifact.Length, destination, cancellationToken);
        return (good, destination.ToArray());
    }

    private async Task FlipByteAsync(int chunk)
    {
        var key = ArtifactChunk.Key(Digest, chunk);
        byte[] value = (await _raw.GetDatabase().StringGetAsync(key))!;
        value[1_000_000] ^= 1;
        await _raw.GetDatabase().StringSetAsync(key, value);
    }

    private static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
