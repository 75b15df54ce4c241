using System.Diagnostics.Metrics;
using Maas.Digests;
using Maas.Errors;
using Maas.Inference.Artifacts;
using Maas.Storage.Caching;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Maas.Inference.Tests.Artifacts;

[CancelAfter(60_000)]
internal sealed class ArtifactFetcherTests
{
    // More than one cached chunk.
    private static readonly byte[] Content = Bytes(5 << 20);

    private readonly MemorySource _source = new();
    private TempFolder _folder = null!;
    private EmbeddedCache _server = null!;

    [SetUp]
    public void Start()
    {
        _folder = new TempFolder();
        _server = EmbeddedCache.Start(memoryMebibytes: 64);
        _source.Offsets.Clear();
        _source.IsDown = false;
    }

    [TearDown]
    public void Stop()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Fetch_OfNewArtifact_ComesFromTheSourceAndFillsDiskAndCache(CancellationToken cancellationToken)
    {
        var file = _source.Add(Content);
        await FetchAsync("one", file, cancellationToken);
        _source.IsDown = true;

        var fromDisk = await FetchAsync("one", file, cancellationToken);
        var fromCache = await FetchAsync("two", file, cancellationToken);

        Assert.That((fromDisk, fromCache), Is.EqualTo((file.Digest, file.Digest)));
        Assert.That(_source.Offsets, Is.EqualTo(new[] { 0L }));
    }

    [Test]
    public async Task Fetch_WithFlippedByteOnDisk_HealsTheDisk(CancellationToken cancellationToken)
    {
        var file = _source.Add(Content);
        await FetchAsync("one", file, cancellationToken);
        await FlipByteOnDiskAsync("one", file);

        Assert.That(await FetchAsync("one", file, cancellationToken), Is.EqualTo(file.Digest));
    }

    [Test]
    public async Task Fetch_WithCorruptCachedChunk_GetsOnlyTheRestFromTheSource(CancellationToken cancellationToken)
    {
        var file = _source.Add(Content);
        await FetchAsync("one", file, cancellationToken);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions { EndPoints = { _server.EndPoint } });
        await redis.GetDatabase().StringSetAsync($"maas:artifact:{file.Digest.Hex}:1", "rubbish");

        var digest = await FetchAsync("two", file, cancellationToken);

        Assert.That(digest, Is.EqualTo(file.Digest));
        Assert.That(_source.Offsets.Last(), Is.InRange(1, Content.Length - 1));
    }

    [Test]
    public async Task Fetch_WhenEverySourceIsWrong_IsDigestMismatch(CancellationToken cancellationToken)
    {
        var file = _source.Add(Content, actual: Bytes(Content.Length, seed: 2));

        var error = await Assert.ThrowsAsync<MaasException>(() => FetchAsync("one", file, cancellationToken));

        Assert.That((error.Reason, error.Code), Is.EqualTo(("DIGEST_MISMATCH", MaasErrorCode.DataLoss)));
        Assert.That(error.Metadata["expectedSha256"], Is.EqualTo(file.Digest.Hex));
        Assert.That(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public void Fetch_WhenTheSourceIsDown_SaysSo()
    {
        var file = _source.Add(Content);
        _source.IsDown = true;

        Assert.That(
            () => FetchAsync("one", file, CancellationToken.None),
            Throws.InstanceOf<MaasException>().With.Property("Code").EqualTo(MaasErrorCode.Unavailable));
    }

    [Test]
    public async Task Fetch_ByManyAtOnce_IsOneDownload(CancellationToken cancellationToken)
    {
        var file = _source.Add(Content);
        await using var cache = Cache();
        await using var fetcher = Fetcher("one", cache);

        var paths = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => fetcher.FetchAsync(file, cancellationToken)));

        Assert.That(paths.Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(_source.Offsets, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Fetch_WhenTheDiskIsFull_DropsTheLeastRecentlyUsed(CancellationToken cancellationToken)
    {
        var files = Enumerable.Range(1, 3).Select(seed => _source.Add(Bytes(1000, seed))).ToList();
        await using var cache = Cache();
        await using var fetcher = Fetcher("one", cache, maxDiskBytes: 2000);

        foreach (var file in files)
        {
            await fetcher.FetchAsync(file, cancellationToken);
        }

        Assert.That(
            files.Select(file => File.Exists(PathOf("one", file))), Is.EqualTo(new[] { false, true, true }));
    }

    [Test]
    public async Task Fetch_WhenTheDiskIsFull_KeepsWhatIsPinned(CancellationToken cancellationToken)
    {
        var files = Enumerable.Range(1, 3).Select(seed => _source.Add(Bytes(1000, seed))).ToList();
        await using var cache = Cache();
        await using var fetcher = Fetcher("one", cache, maxDiskBytes: 1500);
        using (fetcher.Pin(files[..2]))
        {
            foreach (var file in files)
            {
                await fetcher.FetchAsync(file, cancellationToken);
            }

            Assert.That(files.Select(file => File.Exists(PathOf("one", file))), Is.All.True);
        }

        await fetcher.FetchAsync(_source.Add(Bytes(1000, 4)), cancellationToken);

        Assert.That(files.Select(file => File.Exists(PathOf("one", file))), Is.All.False);
    }

    /// <summary>As a process would: nothing is remembered between two calls but what is on disk and in the cache.</summary>
    private async Task<Sha256Digest> FetchAsync(string folder, ArtifactFile file, CancellationToken cancellationToken)
    {
        await using var cache = Cache();
        await using var fetcher = Fetcher(folder, cache);
        var path = await fetcher.FetchAsync(file, cancellationToken);
        await fetcher.WhenSharedAsync();
        return await ArtifactFolder.DigestOfAsync(path, cancellationToken);
    }

    private ArtifactFetcher Fetcher(string folder, ArtifactCache cache, long maxDiskBytes = long.MaxValue) => new(
        new ArtifactFolder(_folder.File(folder), maxDiskBytes, TimeProvider.System), cache, _source, LoadedModels.Metrics(),
        NullLogger<ArtifactFetcher>.Instance);

    private ArtifactCache Cache()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var address = OperatingSystem.IsLinux() ? $"!{_server.EndPoint}" : $"{_server.EndPoint}";
        return new ArtifactCache(
            Options.Create(new CacheOptions { Address = address }), new CacheMetrics(meters), TimeProvider.System, NullLoggerFactory.Instance);
    }

    private string PathOf(string folder, ArtifactFile file) => _folder.File(folder, file.Digest.Hex[..2], file.Digest.Hex);

    private async Task FlipByteOnDiskAsync(string folder, ArtifactFile file)
    {
        var bytes = await File.ReadAllBytesAsync(PathOf(folder, file));
        bytes[1_000_000] ^= 1;
        await File.WriteAllBytesAsync(PathOf(folder, file), bytes);
    }

    private static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
