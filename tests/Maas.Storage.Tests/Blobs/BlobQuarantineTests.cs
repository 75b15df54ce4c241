using Maas.Digests;
using Maas.Storage.Blobs;
using Maas.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Storage.Tests.Blobs;

[CancelAfter(60_000)]
internal sealed class BlobQuarantineTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
    private static readonly Sha256Digest Digest = Sha256Digest.Of(Content);

    private FakeTimeProvider _clock = null!;
    private TempFolder _folder = null!;
    private BlobStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TempFolder();
        _clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _store = Open();
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task List_NamesEveryBlobWithSizeAndTimeOfLastTouch(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        var stored = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromHours(1));
        var small = await _store.PutAsync(new byte[] { 1 }, cancellationToken);

        Assert.That(_store.List(), Is.EquivalentTo(new[]
        {
            new StoredBlob(Digest, Content.Length, stored), new StoredBlob(small, 1, _clock.GetUtcNow()),
        }));
    }

    [Test]
    public async Task List_WhileBlobsComeAndGo_ListsThoseThatStay(CancellationToken cancellationToken)
    {
        var staying = new List<Sha256Digest>();
        for (var i = 0; i < 300; i++)
        {
            staying.Add(await _store.PutAsync(BitConverter.GetBytes(i), cancellationToken));
        }

        var listed = new List<Sha256Digest>();
        foreach (var blob in _store.List())
        {
            listed.Add(blob.Digest);
            var passing = await _store.PutAsync(BitConverter.GetBytes(-listed.Count), cancellationToken);
            _store.TryQuarantine(passing);
        }

        Assert.That(staying, Is.SubsetOf(listed));
    }

    [Test]
    public async Task Touch_RenewsTheTime(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        _clock.Advance(TimeSpan.FromHours(1));

        var touched = _store.Touch(Digest);

        Assert.That(touched, Is.True);
        Assert.That(_store.List().Single().LastTouchTime, Is.EqualTo(_clock.GetUtcNow()));
        Assert.That(_store.Touch(Sha256Digest.Of([9])), Is.False);
    }

    [Test]
    public async Task Touch_OfACorruptBlob_LeavesItMissing(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        await CorruptAsync(_store.GetPath(Digest), cancellationToken);
        Assert.That(async () => await ReadAsync(cancellationToken), Throws.TypeOf<BlobCorruptException>());
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.That(_store.Touch(Digest), Is.False);
        Assert.That(_store.TryKeep(Digest, Content.Length), Is.False);
        Assert.That(_store.FindSize(Digest), Is.Null);
    }

    [Test]
    public async Task Quarantine_TakesTheBlobAwayAcrossRestarts(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        _clock.Advance(TimeSpan.FromHours(1));

        var taken = _store.TryQuarantine(Digest);

        _store = Open();
        Assert.That(taken, Is.True);
        Assert.That(_store.FindSize(Digest), Is.Null);
        Assert.That(_store.List(), Is.Empty);
        Assert.That(
            _store.ListQuarantined(), Is.EqualTo(new[] { new StoredBlob(Digest, Content.Length, _clock.GetUtcNow()) }));
        Assert.That(_store.TryQuarantine(Digest), Is.False, "it is gone already");
    }

    [Test]
    public async Task Quarantine_OfABlobTouchedSince_DoesNothing(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        _clock.Advance(TimeSpan.FromHours(2));
        var decided = _clock.GetUtcNow();
        _store.TryKeep(Digest, Content.Length);

        Assert.That(_store.TryQuarantine(Digest, untouchedSince: decided), Is.False);
        Assert.That(_store.TryQuarantine(Digest, untouchedSince: decided.AddTicks(1)), Is.True);
    }

    [Test]
    public async Task Quarantine_UnderAnOpenReader_LetsItReadOn(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        await using var reader = _store.OpenRead(Digest);
        var first = new byte[1000];
        await reader.ReadExactlyAsync(first, cancellationToken);

        _store.TryQuarantine(Digest);
        _store.DeleteQuarantined(Digest);

        using var rest = new MemoryStream();
        await reader.CopyToAsync(rest, cancellationToken);
        Assert.That(first.Concat(rest.ToArray()), Is.EqualTo(Content));
    }

    [Test]
    public async Task Restore_BringsItBackAndTouchesIt(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        _store.TryQuarantine(Digest);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.That(_store.TryRestore(Digest), Is.True);
        Assert.That(_store.List().Single().LastTouchTime, Is.EqualTo(_clock.GetUtcNow()));
        Assert.That(_store.ListQuarantined(), Is.Empty);
        Assert.That(await ReadAsync(cancellationToken), Is.EqualTo(Content));
        Assert.That(_store.TryRestore(Sha256Digest.Of([9])), Is.False);
    }

    [Test]
    public async Task Keep_RestoresFromTheQuarantine(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        _store.TryQuarantine(Digest);

        Assert.That(_store.TryKeep(Digest, Content.Length), Is.True);
        Assert.That(_store.Contains(Digest, Content.Length), Is.True);
    }

    [Test]
    public async Task Restore_OfABlobThatIsKnownToBeCorrupt_IsRefused(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        await CorruptAsync(_store.GetPath(Digest), cancellationToken);
        Assert.That(async () => await ReadAsync(cancellationToken), Throws.TypeOf<BlobCorruptException>());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.That(_store.TryQuarantine(Digest), Is.True);

        Assert.That(_store.TryRestore(Digest), Is.False);
        Assert.That(_store.FindSize(Digest), Is.Null);
    }

    [Test]
    public async Task Upload_OfAQuarantinedBlob_StoresItAndEmptiesTheQuarantine(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        _store.TryQuarantine(Digest);

        var key = new BlobUploadKey(Guid.NewGuid(), Digest, Content.Length);
        await using (var upload = await _store.TryOpenUploadAsync(key, cancellationToken))
        {
            await upload!.AppendAsync(Content, cancellationToken);
            await upload.CompleteAsync();
        }

        Assert.That(_store.Contains(Digest, Content.Length), Is.True);
        Assert.That(_store.ListQuarantined(), Is.Empty);
    }

    [Test]
    public async Task DeleteQuarantined_DeletesWhatIsOldEnough(CancellationToken cancellationToken)
    {
        await PutAsync(cancellationToken);
        _store.TryQuarantine(Digest);
        var quarantined = _clock.GetUtcNow();

        Assert.That(_store.DeleteQuarantined(Digest, quarantinedBefore: quarantined), Is.False);
        Assert.That(_store.DeleteQuarantined(Digest, quarantinedBefore: quarantined.AddTicks(1)), Is.True);
        Assert.That(_store.DeleteQuarantined(Digest), Is.False);
        Assert.That(_store.TryRestore(Digest), Is.False);
    }

    private BlobStore Open() => BlobStore.Open(_folder.Path, TimeSpan.FromDays(1), _clock);

    private Task<Sha256Digest> PutAsync(CancellationToken cancellationToken) => _store.PutAsync(Content, cancellationToken);

    private static async Task CorruptAsync(string path, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        content[5] ^= 1;
        await File.WriteAllBytesAsync(path, content, cancellationToken);
    }

    private async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        await using var blob = _store.OpenRead(Digest);
        using var copy = new MemoryStream();
        await blob.CopyToAsync(copy, cancellationToken);
        return copy.ToArray();
    }
}
