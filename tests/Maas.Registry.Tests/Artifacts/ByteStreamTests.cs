using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Contracts.Registry.V1;

namespace Maas.Registry.Tests.Artifacts;

[CancelAfter(60_000)]
internal sealed class ByteStreamTests
{
    private readonly byte[] _content = Content(1_000_000);
    private RegistryFixture _registry = null!;

    [SetUp]
    public async Task SetUp() => _registry = await RegistryFixture.StartAsync(
        ("MaxBlobBytes", "2000000"), ("UploadIdleTimeout", "00:00:00.300"));

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Write_ThenRead_GivesTheSameBytes(CancellationToken cancellationToken)
    {
        await _registry.UploadAsync(_content, cancellationToken);

        Assert.That(await ReadAsync(cancellationToken), Is.EqualTo(_content));
    }

    [TestCase(999_000, 0, 1000)]
    [TestCase(10, 500_000, 500_000)]
    [TestCase(1_000_000, 0, 0)]
    public async Task Read_FromAnOffsetWithALimit_GivesThatPart(long offset, long limit, int expected)
    {
        await _registry.UploadAsync(_content, CancellationToken.None);

        var part = await ReadAsync(CancellationToken.None, offset, limit);

        Assert.That(part, Is.EqualTo(_content.AsSpan((int)offset, expected).ToArray()));
    }

    [TestCase(-1, 0, "READ_OUT_OF_RANGE")]
    [TestCase(1_000_001, 0, "READ_OUT_OF_RANGE")]
    [TestCase(0, -1, "INVALID_FIELD")]
    public async Task Read_OutsideTheBlob_IsRefused(long offset, long limit, string reason)
    {
        await _registry.UploadAsync(_content, CancellationToken.None);

        var failure = await RegistryFailure.OfAsync(() => ReadAsync(CancellationToken.None, offset, limit));

        Assert.That(failure.Reason, Is.EqualTo(reason));
    }

    [Test]
    public async Task Read_UnknownBlob_IsNotFound(CancellationToken cancellationToken)
    {
        var failure = await RegistryFailure.OfAsync(() => ReadAsync(cancellationToken));

        Assert.That(failure.Code, Is.EqualTo(StatusCode.NotFound));
    }

    [TestCase("blobs/../../etc/passwd/4")]
    [TestCase("blobs/ABC/4")]
    [TestCase("")]
    public async Task Read_NameThatIsNoBlob_IsRefused(string name)
    {
        var failure = await RegistryFailure.OfAsync(
            () => _registry.ReadAsync(new ReadRequest { ResourceName = name }, CancellationToken.None));

        Assert.That(failure.Reason, Is.EqualTo("INVALID_FIELD"));
    }

    [Test]
    public async Task Read_AfterAByteFlippedOnDisk_IsDataLossAndTheBlobCountsAsMissing(CancellationToken cancellationToken)
    {
        var digest = await _registry.UploadAsync(_content, cancellationToken);
        var path = Directory.GetFiles(_registry.BlobFolder, "*", SearchOption.AllDirectories).Single();
        var damaged = await File.ReadAllBytesAsync(path, cancellationToken);
        damaged[123_456] ^= 8;
        await File.WriteAllBytesAsync(path, damaged, cancellationToken);

        var failure = await RegistryFailure.OfAsync(() => ReadAsync(cancellationToken));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.DataLoss, "BLOB_CORRUPT")));
        Assert.That(failure.Metadata["sha256"], Is.EqualTo(digest.Hex));
        await _registry.UploadAsync(_content, cancellationToken);
        Assert.That(await ReadAsync(cancellationToken), Is.EqualTo(_content));
    }

    [Test]
    public async Task Write_InterruptedByARestart_GoesOnWhereItStopped(CancellationToken cancellationToken)
    {
        var name = RegistryFixture.UploadName(_content);
        using (var call = _registry.Bytes.Write(cancellationToken: cancellationToken))
        {
            await call.RequestStream.WriteAsync(Message(name, 0, 400_000), cancellationToken);
            await call.RequestStream.CompleteAsync();
            Assert.That((await call.ResponseAsync).CommittedSize, Is.EqualTo(400_000));
        }

        await _registry.Host.RestartAsync();
        var status = await StatusAsync(name, cancellationToken);
        Assert.That((status.CommittedSize, status.Complete), Is.EqualTo((400_000, false)));
        using var second = _registry.Bytes.Write(cancellationToken: cancellationToken);
        await second.RequestStream.WriteAsync(Message(name, 400_000, 600_000, finish: true), cancellationToken);
        await second.ResponseAsync;

        Assert.That((await StatusAsync(name, cancellationToken)).Complete, Is.True);
        Assert.That(await ReadAsync(cancellationToken), Is.EqualTo(_content));
    }

    [Test]
    public async Task Write_OfOtherBytesThanPromised_StoresNothing(CancellationToken cancellationToken)
    {
        var name = RegistryFixture.UploadName(_content);
        var message = Message(name, 0, 1_000_000, finish: true);
        var wrong = message.Data.ToByteArray();
        wrong[^1] ^= 1;
        message.Data = ByteString.CopyFrom(wrong);

        var failure = await RegistryFailure.OfAsync(() => WriteAsync(message));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "DIGEST_MISMATCH")));
        Assert.That(Directory.GetFiles(_registry.Host.Data.File("registry", "uploads")), Is.Empty);
        Assert.That((await RegistryFailure.OfAsync(() => StatusAsync(name, cancellationToken))).Code, Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task Write_FromAnotherOffset_NamesTheRightOne()
    {
        var name = RegistryFixture.UploadName(_content);

        var failure = await RegistryFailure.OfAsync(() => WriteAsync(Message(name, 5, 10)));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.OutOfRange, "UPLOAD_OFFSET_MISMATCH")));
        Assert.That(failure.Metadata["committedSizeBytes"], Is.EqualTo("0"));
    }

    [Test]
    public async Task Write_LargerThanTheLimit_IsRefusedBeforeAByteIsStored()
    {
        var name = $"uploads/{Guid.NewGuid():D}/blobs/{new string('0', 64)}/2000001";

        var failure = await RegistryFailure.OfAsync(
            () => WriteAsync(new WriteRequest { ResourceName = name, Data = ByteString.CopyFrom(new byte[10]) }));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "BLOB_TOO_LARGE")));
        Assert.That(failure.Metadata["maxSizeBytes"], Is.EqualTo("2000000"));
    }

    [Test]
    public async Task Write_ThatStandsStill_IsEndedAndKeepsWhatCame(CancellationToken cancellationToken)
    {
        var name = RegistryFixture.UploadName(_content);
        using var call = _registry.Bytes.Write(cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(Message(name, 0, 1000), cancellationToken);

        var failure = await RegistryFailure.OfAsync(async () => await call.ResponseAsync);

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.DeadlineExceeded, "UPLOAD_IDLE")));
        Assert.That((await StatusAsync(name, cancellationToken)).CommittedSize, Is.EqualTo(1000));
    }

    [Test]
    public async Task Write_OfAStoredBlob_EndsAtOnce(CancellationToken cancellationToken)
    {
        await _registry.UploadAsync(_content, cancellationToken);
        using var call = _registry.Bytes.Write(cancellationToken: cancellationToken);

        await call.RequestStream.WriteAsync(Message(RegistryFixture.UploadName(_content), 0, 10), cancellationToken);

        Assert.That((await call.ResponseAsync).CommittedSize, Is.EqualTo(_content.Length));
    }

    [Test]
    public async Task FindMissingBlobs_NamesThoseThatAreNotStored(CancellationToken cancellationToken)
    {
        var stored = await _registry.UploadAsync(_content, cancellationToken);
        var missing = new BlobReference { Sha256 = new string('a', 64), SizeBytes = 1 };

        var answer = await _registry.Client.FindMissingBlobsAsync(
            new FindMissingBlobsRequest { Blobs = { missing, new BlobReference { Sha256 = stored.Hex, SizeBytes = _content.Length } } },
            cancellationToken: cancellationToken);

        Assert.That(answer.MissingBlobs, Is.EqualTo(new[] { missing }));
    }

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(11).NextBytes(content);
        return content;
    }

    private WriteRequest Message(string name, int offset, int count, bool finish = false) => new()
    {
        ResourceName = name,
        WriteOffset = offset,
        FinishWrite = finish,
        Data = ByteString.CopyFrom(_content, offset, count),
    };

    private async Task WriteAsync(WriteRequest message)
    {
        using var call = _registry.Bytes.Write();
        await call.RequestStream.WriteAsync(message);
        await call.ResponseAsync;
    }

    private async Task<QueryWriteStatusResponse> StatusAsync(string name, CancellationToken cancellationToken) =>
        await _registry.Bytes.QueryWriteStatusAsync(
            new QueryWriteStatusRequest { ResourceName = name }, cancellationToken: cancellationToken);

    private Task<byte[]> ReadAsync(CancellationToken cancellationToken, long offset = 0, long limit = 0) => _registry.ReadAsync(
        new ReadRequest { ResourceName = RegistryFixture.BlobName(_content), ReadOffset = offset, ReadLimit = limit },
        cancellationToken);
}
