using Maas.Client.Blobs;
using Maas.Contracts.ByteStreams;
using Maas.Digests;
using Maas.Errors;
using Maas.Registry;
using Maas.Testing;

namespace Maas.Client.Tests.Blobs;

/// <summary>Uploads that another call, process or crash left behind, or holds.</summary>
[CancelAfter(120_000)]
internal sealed class BlobResumeTests
{
    private readonly byte[] _content = RandomBytes.Of(4_000_000);
    private TestHost<RegistryModule> _registry = null!;
    private MaasChannel _channel = null!;

    private Sha256Digest Digest => Sha256Digest.Of(_content);

    [SetUp]
    public async Task SetUp()
    {
        _registry = await TestHost.StartAsync<RegistryModule>();
        _channel = MaasChannel.Create(new MaasClientOptions { Address = _registry.Addresses.Grpc });
    }

    [TearDown]
    public async Task TearDown()
    {
        _channel.Dispose();
        await _registry.DisposeAsync();
    }

    [Test]
    public async Task Upload_AfterAnotherOneStopped_GoesOnThere(CancellationToken cancellationToken)
    {
        await UploadPartAsync(cancellationToken);
        var staged = Staged().Length;
        var first = 0L;

        await UploadAsync(cancellationToken, offset => first = first == 0 ? offset : first);

        Assert.That(staged, Is.GreaterThan(1_000_000));
        Assert.That(first, Is.InRange(staged, staged + (64 * 1024)), "the first message went right behind what was there");
        Assert.That(await DownloadAsync(cancellationToken), Is.EqualTo(_content));
    }

    [Test]
    public async Task Upload_OverStagedBytesThatACrashTore_IsSentOnceMore(CancellationToken cancellationToken)
    {
        await UploadPartAsync(cancellationToken);
        await using (var file = Staged().OpenWrite())
        {
            // A page that never reached the disk.
            file.Position = 8192;
            file.Write(new byte[4096]);
        }

        await UploadAsync(cancellationToken);

        Assert.That(await DownloadAsync(cancellationToken), Is.EqualTo(_content));
    }

    [Test]
    public async Task Upload_OfOtherBytesThanSaid_IsRestartedOnceAtMost(CancellationToken cancellationToken)
    {
        await UploadPartAsync(cancellationToken);
        var sent = 0L;
        var last = 0L;
        var wrong = new MemoryStream(RandomBytes.Of(_content.Length, seed: 2));
        var progress = new Callback(offset => (sent, last) = (sent + Math.Max(0, offset - last), offset));

        var error = await Assert.ThrowsAsync<MaasException>(
            () => new BlobTransfer(_channel).UploadAsync(wrong, Digest, _content.Length, cancellationToken, progress));

        Assert.That(error!.Reason, Is.EqualTo("DIGEST_MISMATCH"));
        Assert.That(sent, Is.LessThanOrEqualTo(2 * _content.Length));
    }

    [Test]
    public async Task Upload_OfOneBlobByManyAtOnce_SucceedsForAll(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => UploadAsync(cancellationToken)));

        Assert.That(await DownloadAsync(cancellationToken), Is.EqualTo(_content));
        Assert.That(Directory.GetFiles(_registry.Data.File("registry", "uploads")).Select(path => new FileInfo(path).Length), Is.All.Zero);
    }

    [Test]
    public async Task Upload_ThatAnotherHolds_WaitsAndFinds(CancellationToken cancellationToken)
    {
        var name = await UploadPartAsync(cancellationToken);
        var staged = (int)Staged().Length;
        using var holder = new ByteStream.ByteStreamClient(_channel.Invoker).Write(cancellationToken: cancellationToken);
        await holder.RequestStream.WriteAsync(
            new WriteRequest { ResourceName = name, WriteOffset = staged, Data = Google.Protobuf.ByteString.CopyFrom(_content, staged, 10) },
            cancellationToken);

        var waiting = UploadAsync(cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        var waited = !waiting.IsCompleted;
        await holder.RequestStream.WriteAsync(
            new WriteRequest
            {
                WriteOffset = staged + 10, FinishWrite = true,
                Data = Google.Protobuf.ByteString.CopyFrom(_content, staged + 10, _content.Length - staged - 10),
            },
            cancellationToken);
        await holder.ResponseAsync;
        await waiting;

        Assert.That(waited, Is.True);
        Assert.That(await DownloadAsync(cancellationToken), Is.EqualTo(_content));
    }

    /// <summary>As a process that is killed: nothing but what the Registry has is left of it.</summary>
    private async Task<string> UploadPartAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using (var channel = MaasChannel.Create(new MaasClientOptions { Address = _registry.Addresses.Grpc }))
        {
            var progress = new Callback(offset =>
            {
                if (offset > 2_500_000)
                {
                    stop.Cancel();
                }
            });
            try
            {
                await new BlobTransfer(channel).UploadAsync(
                    new MemoryStream(_content), Digest, _content.Length, stop.Token, progress);
            }
            catch (OperationCanceledException)
            {
            }
        }

        // The Registry lets go of it a moment after the line is gone.
        var before = -1L;
        while (Staged().Length is var now && now != before)
        {
            before = now;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }

        return $"uploads/{Guid.ParseExact(Staged().Name[..32], "N"):D}/blobs/{Digest}/{_content.Length}";
    }

    private FileInfo Staged() => new DirectoryInfo(_registry.Data.File("registry", "uploads")).GetFiles().Single();

    private Task UploadAsync(CancellationToken cancellationToken, Action<long>? told = null) =>
        new BlobTransfer(_channel).UploadAsync(
            new MemoryStream(_content), Digest, _content.Length, cancellationToken, told is null ? null : new Callback(told));

    private async Task<byte[]> DownloadAsync(CancellationToken cancellationToken)
    {
        using var received = new MemoryStream();
        await new BlobTransfer(_channel).DownloadAsync(Digest, _content.Length, received, cancellationToken);
        return received.ToArray();
    }

    private sealed class Callback(Action<long> told) : IProgress<long>
    {
        public void Report(long value) => told(value);
    }
}
