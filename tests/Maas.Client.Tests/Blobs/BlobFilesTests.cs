using System.Collections.Concurrent;
using Maas.Client.Blobs;
using Maas.Digests;
using Maas.Errors;
using Maas.Registry;
using Maas.Testing;

namespace Maas.Client.Tests.Blobs;

/// <summary>Versions of several files, in and out.</summary>
[CancelAfter(120_000)]
internal sealed class BlobFilesTests
{
    private TempFolder _folder = null!;
    private TestHost<RegistryModule> _registry = null!;
    private MaasChannel _channel = null!;
    private BlobTransfer _transfer = null!;

    [SetUp]
    public async Task SetUp()
    {
        _folder = new TempFolder();
        _registry = await TestHost.StartAsync<RegistryModule>();
        _channel = MaasChannel.Create(new MaasClientOptions { Address = _registry.Addresses.Grpc });
        _transfer = new BlobTransfer(_channel);
    }

    [TearDown]
    public async Task TearDown()
    {
        _channel.Dispose();
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task UploadAll_ThenDownloadAll_GivesTheSameFiles(CancellationToken cancellationToken)
    {
        var files = await WriteAsync(cancellationToken);
        var told = new ConcurrentQueue<long>();

        await _transfer.UploadAllAsync(files, cancellationToken, progress: new Queue(told));
        var fetched = files.Select(file => file with { Path = _folder.File("out", Path.GetFileName(file.Path)) }).ToList();
        await _transfer.DownloadAllAsync(fetched, cancellationToken);

        Assert.That(told.Max(), Is.EqualTo(files.DistinctBy(file => file.Digest).Sum(file => file.SizeBytes)));
        foreach (var (source, target) in files.Zip(fetched))
        {
            Assert.That(target.Path, Does.Exist.And.Property("Length").GreaterThan(0));
            FileAssert.AreEqual(source.Path, target.Path);
        }

        Assert.That(Directory.GetFiles(_folder.File("out"), "*.part"), Is.Empty);
    }

    [Test]
    public async Task UploadAll_AgainWithOneMore_SendsThatOne(CancellationToken cancellationToken)
    {
        var files = await WriteAsync(cancellationToken);
        await _transfer.UploadAllAsync(files.Skip(1).ToList(), cancellationToken);
        foreach (var file in files.Skip(1))
        {
            // Were they read again, this would fail.
            File.Delete(file.Path);
        }

        await _transfer.UploadAllAsync(files, cancellationToken);

        var back = files[0] with { Path = _folder.File("back") };
        await _transfer.DownloadAllAsync([back], cancellationToken);
        FileAssert.AreEqual(files[0].Path, back.Path);
    }

    [Test]
    public async Task DownloadAll_OverABrokenOffFile_GoesOnOrStartsAgain(CancellationToken cancellationToken)
    {
        var files = await WriteAsync(cancellationToken);
        await _transfer.UploadAllAsync(files, cancellationToken);
        var (good, bad) = (files[0] with { Path = _folder.File("good") }, files[1] with { Path = _folder.File("bad") });
        await File.WriteAllBytesAsync(good.Path + ".part", File.ReadAllBytes(files[0].Path)[..100_000], cancellationToken);
        await File.WriteAllBytesAsync(bad.Path + ".part", new byte[100_000], cancellationToken);

        await _transfer.DownloadAllAsync([good, bad], cancellationToken);

        FileAssert.AreEqual(files[0].Path, good.Path);
        FileAssert.AreEqual(files[1].Path, bad.Path);
    }

    [Test]
    public async Task DownloadAll_WithOneThatIsMissing_Fails(CancellationToken cancellationToken)
    {
        var file = new BlobFile(_folder.File("none"), Sha256Digest.Of([1, 2, 3]), 3);

        var error = await Assert.ThrowsAsync<MaasException>(() => _transfer.DownloadAllAsync([file], cancellationToken));

        Assert.That(error!.Code, Is.EqualTo(MaasErrorCode.NotFound));
        Assert.That(file.Path, Does.Not.Exist);
    }

    /// <summary>Seven files, of which two are the same.</summary>
    private async Task<IReadOnlyList<BlobFile>> WriteAsync(CancellationToken cancellationToken)
    {
        var files = new List<BlobFile>();
        for (var i = 0; i < 7; i++)
        {
            var path = _folder.File($"file-{i}");
            await File.WriteAllBytesAsync(path, RandomBytes.Of(300_000 + (i % 6), seed: i % 6), cancellationToken);
            files.Add(await BlobFile.OfAsync(path, cancellationToken));
        }

        return files;
    }

    private sealed class Queue(ConcurrentQueue<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Enqueue(value);
    }
}
