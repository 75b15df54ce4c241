using Maas.Digests;
using Maas.Storage.Blobs;
using Maas.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Storage.Tests.Blobs;

/// <summary>Scrubs, sweeps, and everything at once.</summary>
[CancelAfter(120_000)]
internal sealed class BlobStoreUpkeepTests
{
    private FakeTimeProvider _clock = null!;
    private TempFolder _folder = null!;
    private BlobStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TempFolder();
        _clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _store = BlobStore.Open(_folder.Path, TimeSpan.FromDays(1), _clock);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Scrub_AfterOneBitFlippedInManyBlobs_FindsThemAll(CancellationToken cancellationToken)
    {
        var random = new Random(3);
        var stored = await PutManyAsync(200, random, cancellationToken);
        var flipped = stored.Where((_, i) => i % 2 == 0).ToList();
        foreach (var digest in flipped)
        {
            FlipBit(_store.GetPath(digest), random);
        }

        var told = new List<ScrubReport>();
        var report = await _store.ScrubAsync(new Progress(told), cancellationToken);

        Assert.That(report.Corrupt, Is.EquivalentTo(flipped));
        Assert.That((report.BlobCount, told.Count), Is.EqualTo((200, 200)));
        Assert.That(flipped.Select(digest => _store.FindSize(digest)), Is.All.Null);
        Assert.That(stored.Except(flipped).Select(digest => _store.FindSize(digest)), Is.All.Not.Null);
    }

    [Test]
    public async Task Sweep_WhileAnUploadIsOpen_DeletesOnlyTheOthers(CancellationToken cancellationToken)
    {
        var (open, left) = (Key(1), Key(2));
        await using var upload = await _store.TryOpenUploadAsync(open, cancellationToken);
        await upload!.AppendAsync(new byte[10], cancellationToken);
        await using (var other = await _store.TryOpenUploadAsync(left, cancellationToken))
        {
            await other!.AppendAsync(new byte[20], cancellationToken);
        }

        Assert.That(_store.SweepUploads(TimeSpan.FromHours(1)), Is.Empty);
        _clock.Advance(TimeSpan.FromHours(2));
        var stale = _store.ListStaleUploads(TimeSpan.FromHours(1)).ToList();
        var swept = _store.SweepUploads(TimeSpan.FromHours(1));

        Assert.That(stale.Select(each => each.StagedBytes), Is.EqualTo(new[] { 20L }));
        Assert.That(swept, Is.EqualTo(stale));
        Assert.That((_store.FindUploadedBytes(open), _store.FindUploadedBytes(left)), Is.EqualTo(((long?)10, (long?)null)));
    }

    [Test]
    public async Task Sweep_WhileABlobIsPut_LeavesIt(CancellationToken cancellationToken)
    {
        await using var slow = new SweptStream(() => _store.SweepUploads(TimeSpan.Zero));

        var digest = await _store.PutAsync(slow, cancellationToken);

        Assert.That(_store.FindSize(digest), Is.EqualTo(SweptStream.SizeBytes));
    }

    /// <summary>What nobody quarantines for good is never lost, and no reader gets other bytes, whatever goes on beside.</summary>
    [Test]
    public async Task Store_UnderUploadsQuarantinesRestoresAndReads_LosesAndCorruptsNothing(CancellationToken cancellationToken)
    {
        var contents = Enumerable.Range(0, 8).Select(i => Content(i, 50_000)).ToList();
        var kept = await PutManyAsync(20, new Random(5), cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(3));
        var wrong = 0;
        var reads = 0;
        var lost = 0;

        await Task.WhenAll(
            LoopAsync(1, async content =>
            {
                await _store.PutAsync(content, cancellationToken);
            }),
            LoopAsync(2, async content =>
            {
                var key = new BlobUploadKey(Guid.NewGuid(), Sha256Digest.Of(content), content.Length);
                await using var upload = await _store.TryOpenUploadAsync(key, cancellationToken);
                await upload!.AppendAsync(content, cancellationToken);
                await upload.CompleteAsync();
            }),
            LoopAsync(3, content => Task.FromResult(_store.TryQuarantine(Sha256Digest.Of(content)))),
            LoopAsync(4, content => Task.FromResult(_store.TryRestore(Sha256Digest.Of(content)))),
            LoopAsync(5, content => Task.FromResult(_store.DeleteQuarantined(Sha256Digest.Of(content)))),
            LoopAsync(6, async content =>
            {
                // What was kept is not taken by a collector that decided before.
                var decided = _clock.GetUtcNow();
                var digest = Sha256Digest.Of(content);
                await _store.PutAsync(content, cancellationToken);
                lost += _store.TryQuarantine(kept[0], untouchedSince: decided.AddHours(-1)) ? 1 : 0;
                _store.TryKeep(digest, content.Length);
            }),
            LoopAsync(7, async content =>
            {
                try
                {
                    await using var reader = _store.OpenRead(Sha256Digest.Of(content));
                    using var copy = new MemoryStream();
                    await reader.CopyToAsync(copy, cancellationToken);
                    reads++;
                    wrong += copy.ToArray().AsSpan().SequenceEqual(content) ? 0 : 1;
                }
                catch (FileNotFoundException)
                {
                }
            }));

        Assert.That((wrong, lost), Is.EqualTo((0, 0)));
        Assert.That(reads, Is.GreaterThan(0));
        Assert.That(kept.Select(digest => _store.FindSize(digest)), Is.All.Not.Null);
        Assert.That((await _store.ScrubAsync(progress: null, cancellationToken)).Corrupt, Is.Empty);

        async Task LoopAsync(int seed, Func<byte[], Task> action)
        {
            var random = new Random(seed);
            while (!stop.IsCancellationRequested)
            {
                // Some actions never wait: on few processors they would keep the others from running at all.
                await Task.Yield();
                await action(contents[random.Next(contents.Count)]);
            }
        }
    }

    private async Task<List<Sha256Digest>> PutManyAsync(int count, Random random, CancellationToken cancellationToken)
    {
        var stored = new List<Sha256Digest>();
        for (var i = 0; i < count; i++)
        {
            stored.Add(await _store.PutAsync(Content(random.Next(), 5000), cancellationToken));
        }

        return stored;
    }

    private static byte[] Content(int seed, int length)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private static void FlipBit(string path, Random random)
    {
        var content = File.ReadAllBytes(path);
        content[random.Next(content.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(path, content);
    }

    private static BlobUploadKey Key(byte seed) => new(Guid.NewGuid(), Sha256Digest.Of([seed]), 1000);

    private sealed class Progress(List<ScrubReport> told) : IProgress<ScrubReport>
    {
        public void Report(ScrubReport value) => told.Add(value);
    }

    /// <summary>Lets a sweep run in the middle of being read.</summary>
    private sealed class SweptStream(Action sweep) : MemoryStream(new byte[SizeBytes])
    {
        public const int SizeBytes = 500_000;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            sweep();
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
