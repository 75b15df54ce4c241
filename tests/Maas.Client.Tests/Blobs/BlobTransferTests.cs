using Maas.Client.Blobs;
using Maas.Digests;
using Maas.Errors;
using Maas.Registry;
using Maas.Testing;

namespace Maas.Client.Tests.Blobs;

[CancelAfter(120_000)]
internal sealed class BlobTransferTests
{
    private readonly byte[] _content = RandomBytes.Of(3_000_000);
    private TestHost<RegistryModule> _registry = null!;
    private MaasChannel _channel = null!;
    private BlobTransfer _transfer = null!;

    private Sha256Digest Digest => Sha256Digest.Of(_content);

    [SetUp]
    public async Task SetUp()
    {
        _registry = await TestHost.StartAsync<RegistryModule>();
        _channel = MaasChannel.Create(new MaasClientOptions { Address = _registry.Addresses.Grpc });
        _transfer = new BlobTransfer(_channel);
    }

    [TearDown]
    public async Task TearDown()
    {
        _channel.Dispose();
        await _registry.DisposeAsync();
    }

    [Test]
    public async Task Upload_ThenDownload_GivesTheSameBytes(CancellationToken cancellationToken)
    {
        var told = new List<long>();
        await UploadAsync(_transfer, cancellationToken, new Progress(told));

        Assert.That(await DownloadAsync(_transfer, cancellationToken), Is.EqualTo(_content));
        Assert.That(told, Is.Ordered.And.Not.Empty);
        Assert.That(told[^1], Is.EqualTo(_content.Length));
    }

    [Test]
    public async Task Upload_OfAStoredBlob_SendsNothing(CancellationToken cancellationToken)
    {
        await UploadAsync(_transfer, cancellationToken);
        var source = new MemoryStream(_content);

        await _transfer.UploadAsync(source, Digest, _content.Length, cancellationToken);

        Assert.That(source.Position, Is.Zero);
    }

    [Test]
    public async Task Upload_OverALineThatIsCutTwice_IsResumed(CancellationToken cancellationToken)
    {
        await using var proxy = new CuttingProxy(_registry.Addresses.Grpc, cuts: 2, cutAfterBytes: 1_000_000, cutUploads: true);
        using var channel = MaasChannel.Create(new MaasClientOptions { Address = proxy.Address });

        await UploadAsync(new BlobTransfer(channel), cancellationToken);

        Assert.That(proxy.CutsLeft, Is.Zero);
        Assert.That(await DownloadAsync(_transfer, cancellationToken), Is.EqualTo(_content));
    }

    [Test]
    public async Task Download_OverALineThatIsCutTwice_IsResumed(CancellationToken cancellationToken)
    {
        await UploadAsync(_transfer, cancellationToken);
        await using var proxy = new CuttingProxy(_registry.Addresses.Grpc, cuts: 2, cutAfterBytes: 1_000_000, cutUploads: false);
        using var channel = MaasChannel.Create(new MaasClientOptions { Address = proxy.Address });

        var received = await DownloadAsync(new BlobTransfer(channel), cancellationToken);

        Assert.That(proxy.CutsLeft, Is.Zero);
        Assert.That(received, Is.EqualTo(_content));
    }

    [Test]
    public async Task Download_FromAnOffset_VerifiesWhatIsThereAlready(CancellationToken cancellationToken)
    {
        await UploadAsync(_transfer, cancellationToken);
        using var good = Prefix(1_000_000);
        using var bad = Prefix(1_000_000);
        bad.GetBuffer()[7] ^= 1;

        await _transfer.DownloadAsync(Digest, _content.Length, good, cancellationToken, offset: 1_000_000);
        var error = await Assert.ThrowsAsync<MaasException>(
            () => _transfer.DownloadAsync(Digest, _content.Length, bad, cancellationToken, offset: 1_000_000));

        Assert.That(good.ToArray(), Is.EqualTo(_content));
        Assert.That((error!.Code, error.Reason), Is.EqualTo((MaasErrorCode.DataLoss, "BLOB_CORRUPT")));
    }

    [Test]
    public async Task Download_UnknownBlob_IsNotFound(CancellationToken cancellationToken)
    {
        var error = await Assert.ThrowsAsync<MaasException>(() => DownloadAsync(_transfer, cancellationToken));

        Assert.That((error!.Code, error.Reason), Is.EqualTo((MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND")));
    }

    [Test]
    public async Task Upload_OfOtherBytesThanSaid_IsRefused(CancellationToken cancellationToken)
    {
        var wrong = new MemoryStream(RandomBytes.Of(3_000_000, seed: 2));

        var error = await Assert.ThrowsAsync<MaasException>(
            () => _transfer.UploadAsync(wrong, Digest, _content.Length, cancellationToken));

        Assert.That((error!.Code, error.Reason), Is.EqualTo((MaasErrorCode.InvalidArgument, "DIGEST_MISMATCH")));
    }

    [Test]
    public async Task Upload_OfAnEmptyBlob_IsStored(CancellationToken cancellationToken)
    {
        await _transfer.UploadAsync(new MemoryStream(), Sha256Digest.Of([]), 0, cancellationToken);

        using var received = new MemoryStream();
        await _transfer.DownloadAsync(Sha256Digest.Of([]), 0, received, cancellationToken);
        Assert.That(received.Length, Is.Zero);
    }

    [Test]
    public async Task Upload_Cancelled_Stops(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var progress = new Progress([], () => stop.Cancel());

        Assert.That(
            async () => await UploadAsync(_transfer, stop.Token, progress), Throws.InstanceOf<OperationCanceledException>());
    }

    private MemoryStream Prefix(int length)
    {
        var stream = new MemoryStream();
        stream.Write(_content, 0, length);
        return stream;
    }

    private Task UploadAsync(BlobTransfer transfer, CancellationToken cancellationToken, IProgress<long>? progress = null) =>
        transfer.UploadAsync(new MemoryStream(_content), Digest, _content.Length, cancellationToken, progress);

    private async Task<byte[]> DownloadAsync(BlobTransfer transfer, CancellationToken cancellationToken)
    {
        using var received = new MemoryStream();
        await transfer.DownloadAsync(Digest, _content.Length, received, cancellationToken);
        return received.ToArray();
    }

    private sealed class Progress(List<long> told, Action? then = null) : IProgress<long>
    {
        public void Report(long value)
        {
            told.Add(value);
            then?.Invoke();
        }
    }
}
