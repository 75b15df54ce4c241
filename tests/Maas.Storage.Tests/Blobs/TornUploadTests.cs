using Maas.Digests;
using Maas.Storage.Blobs;
using Maas.Testing;

namespace Maas.Storage.Tests.Blobs;

/// <summary>An upload that ends at any point shows no part of a blob, and goes on from what is there.</summary>
[CancelAfter(60_000)]
internal sealed class TornUploadTests
{
    private const int Points = 1000;

    [Test]
    public async Task Upload_EndedAtAThousandPoints_ShowsNothingAndGoesOn(CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        const int Seed = 3;
        var random = new Random(Seed);
        var visible = 0;
        for (var point = 0; point < Points; point++)
        {
            var content = new byte[random.Next(1, 20_000)];
            random.NextBytes(content);
            var key = new BlobUploadKey(Guid.NewGuid(), Sha256Digest.Of(content), content.Length);
            var end = random.Next(content.Length);

            // The process that ended leaves the staged file alone: no hold was closed, nothing was flushed.
            var before = BlobStore.Open(folder.Path, TimeSpan.FromHours(1), TimeProvider.System);
            var upload = (await before.TryOpenUploadAsync(key, cancellationToken))!;
            await upload.AppendAsync(content.AsMemory(0, end), cancellationToken);
            var after = BlobStore.Open(folder.Path, TimeSpan.FromHours(1), TimeProvider.System);
            visible += after.FindSize(key.Digest) is null ? 0 : 1;
            await using (var resumed = (await after.TryOpenUploadAsync(key, cancellationToken))!)
            {
                Assert.That(resumed.CommittedBytes, Is.EqualTo(end), $"seed {Seed}, point {point}");
                await resumed.AppendAsync(content.AsMemory(end), cancellationToken);
                await resumed.CompleteAsync();
            }

            Assert.That(after.Contains(key.Digest, content.Length), Is.True);
            await upload.DisposeAsync();
        }

        Assert.That(visible, Is.Zero, "partial blobs that could be seen");
        Assert.That(Directory.GetFiles(folder.File("uploads")), Is.Empty);
    }
}
