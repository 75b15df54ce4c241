using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Maas.Client;
using Maas.Client.Blobs;
using Maas.Digests;
using Maas.Errors;
using Maas.Inference.Api.Registry;
using Maas.Inference.Artifacts;
using Maas.Inference.Serving;
using Maas.Registry;
using Maas.Storage.Caching;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Maas.Inference.Tests.Artifacts;

/// <summary>
/// One bit flips somewhere between the Registry's disk and a replica: it is found, never handed over as good, and mended
/// where another copy is. <c>MAAS_SEED</c> repeats a run.
/// </summary>
[CancelAfter(300_000)]
internal sealed class BitFlipTests
{
    private const int Rounds = 100;
    private const int FlipsPerRound = 10;
    private const int SizeBytes = 20_000;

    private readonly int _seed =
        int.TryParse(Environment.GetEnvironmentVariable("MAAS_SEED"), out var seed) ? seed : Environment.TickCount;

    private readonly ServingMetrics _metrics = LoadedModels.Metrics();
    private Random _random = null!;
    private ArtifactCache _none = null!;
    private TempFolder _folder = null!;
    private EmbeddedCache _server = null!;
    private ConnectionMultiplexer _redis = null!;
    private ArtifactCache _cache = null!;
    private TestHost<RegistryModule> _registry = null!;
    private FlippingProxy _proxy = null!;
    private MaasChannel _channel = null!;
    private int _detected;
    private int _served;
    private int _healed;
    private int _next;

    [SetUp]
    public async Task Start()
    {
        _random = new Random(_seed);
        (_detected, _served, _healed) = (0, 0, 0);
        _folder = new TempFolder();
        _server = EmbeddedCache.Start(memoryMebibytes: 64);
        _redis = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions { EndPoints = { _server.EndPoint } });
        _cache = Cache(OperatingSystem.IsLinux() ? $"!{_server.EndPoint}" : $"{_server.EndPoint}");
        _none = Cache(CacheOptions.None);
        _registry = await TestHost.StartAsync<RegistryModule>();
        _registry.Logs.Expect("");
        _proxy = new FlippingProxy(_registry.Addresses.Grpc);
        _channel = MaasChannel.Create(new MaasClientOptions { Address = _proxy.Address });
    }

    [TearDown]
    public async Task Stop()
    {
        _channel.Dispose();
        await _proxy.DisposeAsync();
        await _registry.DisposeAsync();
        await _cache.DisposeAsync();
        await _none.DisposeAsync();
        await _redis.DisposeAsync();
        _server.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task AThousandFlips_AreFoundAndNeverServed(CancellationToken cancellationToken)
    {
        var (content, file) = await UploadAsync(cancellationToken);
        await FetchAsync("own", _cache, Source(), file, isNew: true, cancellationToken);
        for (var i = 0; i < Rounds; i++)
        {
            // The last two are rarer: they wait for the Registry's disk.
            for (var j = 0; j < 3; j++)
            {
                await FlipOnOwnDiskAsync(file, cancellationToken);
                await FlipInCacheAsync(file, cancellationToken);
            }

            await FlipOnTheWayOutAsync(content, file, cancellationToken);
            await FlipOnTheWayOutAsync(content, file, cancellationToken);
            await FlipInStoreAsync(content, file, cancellationToken);
            await FlipOnTheWayInAsync(cancellationToken);
        }

        const int Flips = Rounds * FlipsPerRound;
        await TestContext.Out.WriteLineAsync(
            $"seed {_seed}: {Flips} flips, {_detected} detected, {_served} served, {_healed} healed");
        Assert.That((_detected, _served, _healed), Is.EqualTo((Flips, 0, Flips)));
    }

    [Test]
    public async Task AThousandPoisonedChunks_ChangeNothing(CancellationToken cancellationToken)
    {
        var (content, file) = await UploadAsync(cancellationToken);
        for (var i = 0; i < 1000; i++)
        {
            await _redis.GetDatabase().StringSetAsync(KeyOf(file), Poison(i, content));
            var source = new CountingSource(_channel);

            await CountServedAsync(await FetchAsync($"replica-{i % 10}", _cache, source, file, isNew: true, cancellationToken), file);

            _detected += source.Calls > 0 ? 1 : 0;
            _healed += await CachedAsync(file) is { } cached && cached.AsSpan()[^SizeBytes..].SequenceEqual(content) ? 1 : 0;
        }

        await TestContext.Out.WriteLineAsync($"1000 poisoned, {_detected} detected, {_served} served, {_healed} healed");
        Assert.That((_detected, _served, _healed), Is.EqualTo((1000, 0, 1000)));
    }

    private async Task FlipOnOwnDiskAsync(ArtifactFile file, CancellationToken cancellationToken)
    {
        var path = await FetchAsync("own", _cache, Source(), file, isNew: false, cancellationToken);
        await FlipAsync(path, cancellationToken);
        var damaged = await ArtifactFolder.DigestOfAsync(path, cancellationToken);

        var again = await FetchAsync("own", _cache, Source(), file, isNew: false, cancellationToken);

        await CountServedAsync(again, file);
        _detected += damaged != file.Digest ? 1 : 0;
        _healed += await ArtifactFolder.DigestOfAsync(path, cancellationToken) == file.Digest ? 1 : 0;
    }

    private async Task FlipInCacheAsync(ArtifactFile file, CancellationToken cancellationToken)
    {
        var good = (await CachedAsync(file))!;
        var bad = (byte[])good.Clone();
        Flip(bad);
        await _redis.GetDatabase().StringSetAsync(KeyOf(file), bad);
        var source = new CountingSource(_channel);

        await CountServedAsync(await FetchAsync("second", _cache, source, file, isNew: true, cancellationToken), file);

        _detected += source.Calls;
        _healed += (await CachedAsync(file))!.AsSpan().SequenceEqual(good) ? 1 : 0;
    }

    private async Task FlipInStoreAsync(byte[] content, ArtifactFile file, CancellationToken cancellationToken)
    {
        await FlipAsync(_registry.Data.File("registry", "blobs", "sha256", file.Digest.Hex[..2], file.Digest.Hex), cancellationToken);

        await TryAsync(file, cancellationToken);

        // Whoever has the content stores it again: the Registry says that it is missing.
        await new BlobTransfer(_channel).UploadAsync(new MemoryStream(content), file.Digest, SizeBytes, cancellationToken);
        await CountHealedAsync(file, cancellationToken);
    }

    private async Task FlipOnTheWayInAsync(CancellationToken cancellationToken)
    {
        var content = Content();
        var digest = Sha256Digest.Of(content);
        var file = new ArtifactFile("model.onnx", digest, SizeBytes);
        _proxy.FlipNext(content, at: SizeBytes / 2, _random.Next(8));
        try
        {
            await new BlobTransfer(_channel).UploadAsync(new MemoryStream(content), digest, SizeBytes, cancellationToken);
            _served++;
        }
        catch (MaasException error) when (error.Reason == "DIGEST_MISMATCH")
        {
            _detected += _proxy.HasFlipped ? 1 : 0;
        }

        await new BlobTransfer(_channel).UploadAsync(new MemoryStream(content), digest, SizeBytes, cancellationToken);
        await CountHealedAsync(file, cancellationToken);
    }

    private async Task FlipOnTheWayOutAsync(byte[] content, ArtifactFile file, CancellationToken cancellationToken)
    {
        do
        {
            // Again when that part came in two pieces, and none was flipped.
            _proxy.FlipNext(content, at: _random.Next(SizeBytes / 2), _random.Next(8));
            await TryAsync(file, cancellationToken);
        }
        while (!_proxy.HasFlipped);
        await CountHealedAsync(file, cancellationToken);
    }

    /// <summary>A replica with nothing of its own and no cache: it must refuse what it gets.</summary>
    private async Task TryAsync(ArtifactFile file, CancellationToken cancellationToken)
    {
        try
        {
            var path = await FetchAsync("bare", _none, Source(), file, isNew: true, cancellationToken);
            await CountServedAsync(path, file);
        }
        catch (MaasException error) when (error.Code == MaasErrorCode.DataLoss)
        {
            _detected++;
        }
    }

    private async Task CountHealedAsync(ArtifactFile file, CancellationToken cancellationToken)
    {
        var path = await FetchAsync("bare", _none, Source(), file, isNew: true, cancellationToken);
        await CountServedAsync(path, file);
        _healed++;
    }

    private async Task CountServedAsync(string path, ArtifactFile file) =>
        _served += await ArtifactFolder.DigestOfAsync(path, CancellationToken.None) == file.Digest ? 0 : 1;

    private async Task<(byte[] Content, ArtifactFile File)> UploadAsync(CancellationToken cancellationToken)
    {
        var content = Content();
        var file = new ArtifactFile("model.onnx", Sha256Digest.Of(content), SizeBytes);
        await new BlobTransfer(_channel).UploadAsync(new MemoryStream(content), file.Digest, SizeBytes, cancellationToken);
        return (content, file);
    }

    /// <summary>As a process of its own: nothing is remembered but what is on disk and in the cache.</summary>
    private async Task<string> FetchAsync(
        string folder, ArtifactCache cache, IArtifactSource source, ArtifactFile file, bool isNew, CancellationToken cancellationToken)
    {
        if (isNew && Directory.Exists(_folder.File(folder)))
        {
            Directory.Delete(_folder.File(folder), recursive: true);
        }

        await using var fetcher = new ArtifactFetcher(
            new ArtifactFolder(_folder.File(folder), long.MaxValue, TimeProvider.System), cache, source, _metrics,
            NullLogger<ArtifactFetcher>.Instance);
        var path = await fetcher.FetchAsync(file, cancellationToken);
        await fetcher.WhenSharedAsync();
        return path;
    }

    private RegistryArtifactSource Source() => new(_channel, TimeProvider.System);

    private byte[] Content()
    {
        var content = new byte[SizeBytes];
        _random.NextBytes(content);
        BitConverter.TryWriteBytes(content, _next++);
        return content;
    }

    private void Flip(byte[] bytes) => bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));

    private async Task FlipAsync(string path, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        Flip(bytes);
        await File.WriteAllBytesAsync(path, bytes, cancellationToken);
    }

    /// <summary>What an attacker may write: rubbish, a piece, nothing, or other content with a checksum that is right.</summary>
    private byte[] Poison(int kind, byte[] content)
    {
        var other = (byte[])content.Clone();
        Flip(other);
        return (kind % 4) switch
        {
            0 => Content(),
            1 => content[..^1],
            2 => [],
            _ => [.. "MAC\x01"u8, .. SHA256.HashData(other), .. other],
        };
    }

    private async Task<byte[]?> CachedAsync(ArtifactFile file) => await _redis.GetDatabase().StringGetAsync(KeyOf(file));

    private static string KeyOf(ArtifactFile file) => $"maas:artifact:{file.Digest.Hex}:0";

    private static ArtifactCache Cache(string address)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new ArtifactCache(
            Options.Create(new CacheOptions { Address = address }), new CacheMetrics(meters), TimeProvider.System, NullLoggerFactory.Instance);
    }

    private sealed class CountingSource(MaasChannel channel) : IArtifactSource
    {
        private readonly RegistryArtifactSource _source = new(channel, TimeProvider.System);

        public int Calls { get; private set; }

        public Task DownloadAsync(ArtifactFile file, Stream destination, long offset, CancellationToken cancellationToken)
        {
            Calls++;
            return _source.DownloadAsync(file, destination, offset, cancellationToken);
        }
    }
}
