using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using Maas.Registry.Artifacts;
using Maas.Registry.Versions;

namespace Maas.Registry.Tests.Artifacts;

/// <summary>Names that try to leave the folder they belong to. Whatever is accepted stays inside; nothing else is opened.</summary>
[CancelAfter(120_000)]
internal sealed class HostileNamesTests
{
    private const int Count = 100_000;
    private const int Seed = 11;

    private static readonly string[] Pieces =
    [
        "..", ".", "/", "//", "\\", "%2e%2e", "%2f", "#", "\0", ":", "C:", "~", "proc/self/root", "．．", "∕", "con", "nul", "a", "Z", "9",
        "model.onnx", "data", " ", "\n", "é", "\u202e", "$HOME", "`id`", "*", "blobs", "uploads", "sha256", new('a', 64), new('x', 300), "1", "-1",
        "00000000-0000-0000-0000-000000000000",
    ];

    [Test]
    public void FilePaths_ThatAreAccepted_StayInTheirFolder()
    {
        var root = Path.Combine(Path.GetTempPath(), "root");
        var accepted = 0;
        foreach (var name in Names())
        {
            var checks = new FieldChecks();
            FileRules.Check([new("model.onnx", new string('a', 64), 1), new(name, new string('a', 64), 1)], checks);
            if (Passes(checks))
            {
                accepted++;
                var path = Path.GetFullPath(Path.Combine(root, name));
                Assert.That(path, Is.EqualTo($"{root}/{name}"), $"seed {Seed}: '{name}' is not where it says");
            }
        }

        Assert.That(accepted, Is.InRange(1, Count / 2), "the test reaches both sides");
    }

    [Test]
    public void BlobNames_ThatAreAccepted_AreDigestsAndNumbersOnly()
    {
        foreach (var name in Names())
        {
            foreach (var parse in new Func<object>[] { () => BlobNames.ParseBlob(name), () => BlobNames.ParseUpload(name) })
            {
                try
                {
                    var parsed = parse();
                    Assert.That(name, Does.Match(@"^(uploads/[0-9a-f-]{36}/)?blobs/[0-9a-f]{64}/\d+\z"), parsed.ToString());
                }
                catch (MaasException refused)
                {
                    Assert.That(refused.Code, Is.EqualTo(MaasErrorCode.InvalidArgument));
                }
            }
        }
    }

    [Test]
    public async Task HostileNames_OverTheWire_LeaveNothingOnDisk(CancellationToken cancellationToken)
    {
        await using var registry = await RegistryFixture.StartAsync();
        var before = Everything(registry);
        foreach (var name in Names().Take(500).Where(name => name.Length != 64 && !name.Contains('\0', StringComparison.Ordinal)))
        {
            using var call = registry.Bytes.Read(new ReadRequest { ResourceName = name }, cancellationToken: cancellationToken);
            var read = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(cancellationToken));
            var missing = await Assert.ThrowsAsync<RpcException>(async () => await registry.Client.FindMissingBlobsAsync(
                new() { Blobs = { new BlobReference { Sha256 = name, SizeBytes = 1 } } }, cancellationToken: cancellationToken));
            Assert.That((read!.StatusCode, missing!.StatusCode), Is.EqualTo((StatusCode.InvalidArgument, StatusCode.InvalidArgument)), name);
        }

        Assert.That(Everything(registry), Is.EqualTo(before));
    }

    [Test]
    public async Task Archives_AreNoModels_AndAreNeverUnpacked(CancellationToken cancellationToken)
    {
        await using var registry = await RegistryFixture.StartAsync();
        await registry.CreateModelAsync("zipped", cancellationToken);
        var zip = ZipBomb();
        var digest = await registry.UploadAsync(zip, cancellationToken);
        var start = TimeProvider.System.GetTimestamp();

        var failure = await RegistryFailure.OfAsync(() => registry.CreateVersionAsync(
            "zipped",
            new Contracts.Registry.V1.ModelVersion { Files = { new Contracts.Registry.V1.ModelFile { Path = "model.onnx", Sha256 = digest.Hex, SizeBytes = zip.Length } } },
            cancellationToken));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "MODEL_INVALID")));
        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    private static byte[] ZipBomb()
    {
        using var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("../../model.onnx").Open();
            entry.Write(new byte[64 << 20]);
        }

        return bytes.ToArray();
    }

    private static IEnumerable<string> Names()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Count; i++)
        {
            yield return string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        }
    }

    private static bool Passes(FieldChecks checks)
    {
        try
        {
            checks.ThrowIfAny();
            return true;
        }
        catch (MaasException)
        {
            return false;
        }
    }

    private static List<string> Everything(RegistryFixture registry) =>
        [.. Directory.EnumerateFileSystemEntries(registry.Host.Data.Path, "*", SearchOption.AllDirectories).Where(path => !path.Contains("registry.db", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
