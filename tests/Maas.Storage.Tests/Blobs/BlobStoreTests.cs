using Maas.Digests;
using Maas.Storage.Blobs;
using Maas.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Storage.Tests.Blobs;

[CancelAfter(30_000)]
internal sealed class BlobStoreTests
{
    private readonly byte[] _content = Content(300_000);
    private FakeTimeProvider _clock = null!;
    private TempFolder _folder = null!;
    private BlobStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TempFolder();
        _clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _store = Open();
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Put_ThenRead_GivesTheSameBytes(CancellationToken cancellationToken)
    {
        var digest = await _store.PutAsync(_content, cancellationToken);

        Assert.That(digest, Is.EqualTo(Sha256Digest.Of(_content)));
        Assert.That(_store.Contains(digest, _content.Length), Is.True);
        Assert.That(await ReadAsync(digest, cancellationToken), Is.EqualTo(_content));
    }

    [Test]
    public async Task OpenRead_FromAnOffset_GivesTheRest(CancellationToken cancellationToken)
    {
        var digest = await _store.PutAsync(_content, cancellationToken);

        Assert.That(await ReadAsync(digest, cancellationToken, offset: 299_990), Is.EqualTo(_content[299_990..]));
    }

    [Test]
    public void OpenRead_UnknownBlob_IsNotFound() => Assert.That(
        () => _store.OpenRead(Sha256Digest.Of([1])), Throws.TypeOf<FileNotFoundException>());

    [Test]
    public async Task Read_AfterAByteFlippedOnDisk_ThrowsInPlaceOfTheEnd(CancellationToken cancellationToken)
    {
        var digest = await _store.PutAsync(_content, cancellationToken);
        FlipByte(_store.GetPath(digest), 1234);

        Assert.That(async () => await ReadAsync(digest, cancellationToken), Throws.TypeOf<BlobCorruptException>());
    }

    [Test]
    public async Task Put_AfterABlobWasFoundCorrupt_HealsIt(CancellationToken cancellationToken)
    {
        var digest = await _store.PutAsync(_content, cancellationToken);
        FlipByte(_store.GetPath(digest), 0);
        Assert.That(async () => await ReadAsync(digest, cancellationToken), Throws.TypeOf<BlobCorruptException>());
        Assert.That(_store.FindSize(digest), Is.Null);

        await _store.PutAsync(_content, cancellationToken);

        Assert.That(await ReadAsync(digest, cancellationToken), Is.EqualTo(_content));
        Assert.That(_store.FindSize(digest), Is.EqualTo(_content.Length));
    }

    [Test]
    public void Put_OfAStreamThatBreaks_LeavesNothingBehind()
    {
        using var broken = new BrokenStream(_content, failAt: 200_000);

        Assert.That(async () => await _store.PutAsync(broken, CancellationToken.None), Throws.TypeOf<IOException>());
        Assert.That(Files(), Is.Empty);
    }

    [Test]
    public async Task Upload_ContinuedByAnotherProcess_BecomesABlob(CancellationToken cancellationToken)
    {
        var key = Key();
        await using (var first = await _store.TryOpenUploadAsync(key, cancellationToken))
        {
            await first!.AppendAsync(_content.AsMemory(0, 100_000), cancellationToken);
        }

        _store = Open();
        Assert.That(_store.FindUploadedBytes(key), Is.EqualTo(100_000));
        await using var second = await _store.TryOpenUploadAsync(key, cancellationToken);
        await second!.AppendAsync(_content.AsMemory(100_000), cancellationToken);
        await second.CompleteAsync();

        Assert.That(await ReadAsync(key.Digest, cancellationToken), Is.EqualTo(_content));
    }

    [Test]
    public async Task Upload_HeldByACall_IsNotGivenToAnother(CancellationToken cancellationToken)
    {
        var key = Key();
        await using (await _store.TryOpenUploadAsync(key, cancellationToken))
        {
            Assert.That(await _store.TryOpenUploadAsync(key, cancellationToken), Is.Null);
        }

        await using var later = await _store.TryOpenUploadAsync(key, cancellationToken);
        Assert.That(later, Is.Not.Null);
    }

    [Test]
    public async Task Upload_OfOtherBytesThanPromised_StoresNothing(CancellationToken cancellationToken)
    {
        var key = Key();
        await using var upload = await _store.TryOpenUploadAsync(key, cancellationToken);
        var wrong = (byte[])_content.Clone();
        wrong[7] ^= 1;
        await upload!.AppendAsync(wrong, cancellationToken);

        Assert.That(
            upload.CompleteAsync,
            Throws.TypeOf<BlobMismatchException>().With.Property("Actual").EqualTo(Sha256Digest.Of(wrong)));
        Assert.That(Files(), Is.Empty);
    }

    [Test]
    public async Task Upload_OfMoreBytesThanPromised_IsDiscarded(CancellationToken cancellationToken)
    {
        await using var upload = await _store.TryOpenUploadAsync(Key(), cancellationToken);
        await upload!.AppendAsync(_content, cancellationToken);

        Assert.That(
            async () => await upload.AppendAsync(new byte[1], cancellationToken),
            Throws.TypeOf<BlobMismatchException>());
        Assert.That(Files(), Is.Empty);
    }

    [Test]
    public async Task Open_AfterADay_SweepsStaleUploadsOnly(CancellationToken cancellationToken)
    {
        var stored = await _store.PutAsync(_content, cancellationToken);
        var key = Key();
        await using (var upload = await _store.TryOpenUploadAsync(key, cancellationToken))
        {
            await upload!.AppendAsync(_content.AsMemory(0, 10), cancellationToken);
        }

        _store = Open();
        Assert.That(_store.FindUploadedBytes(key), Is.EqualTo(10));
        _clock.Advance(TimeSpan.FromHours(25));
        _store = Open();

        Assert.That(_store.FindUploadedBytes(key), Is.Null);
        Assert.That(_store.FindSize(stored), Is.EqualTo(_content.Length));
    }

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(7).NextBytes(content);
        return content;
    }

    private static void FlipByte(string path, int offset)
    {
        var content = File.ReadAllBytes(path);
        content[offset] ^= 0x40;
        File.WriteAllBytes(path, content);
    }

    private BlobUploadKey Key() => new(Guid.NewGuid(), Sha256Digest.Of(_content), _content.Length);

    private string[] Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);

    private BlobStore Open() => BlobStore.Open(_folder.Path, TimeSpan.FromDays(1), _clock);

    private async Task<byte[]> ReadAsync(Sha256Digest digest, CancellationToken cancellationToken, long offset = 0)
    {
        await using var blob = _store.OpenRead(digest, offset);
        using var copy = new MemoryStream();
        await blob.CopyToAsync(copy, cancellationToken);
        return copy.ToArray();
    }

    private sealed class BrokenStream(byte[] content, int failAt) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < failAt
                ? base.ReadAsync(buffer[..Math.Min(buffer.Length, 50_000)], cancellationToken)
                : throw new IOException("The line broke.");
    }
}
