using System.Globalization;
using Maas.Client;
using Maas.Client.Blobs;
using Maas.EndToEnd.Tests.Processes;
using Maas.Testing;

namespace Maas.EndToEnd.Tests.Transfers;

/// <summary>
/// An upload whose client and Registry are killed without warning, ten times in all, at random places.
/// <c>MAAS_TRANSFER_MIB</c> sets the size (default 128; from 1024 on the client sends as fast as it can), <c>MAAS_SEED</c>
/// repeats a run.
/// </summary>
[NonParallelizable]
internal sealed class KilledTransferTests
{
    private const int Kills = 10;

    /// <summary>What may be under way when one side dies: 2 % of a GiB for ten kills.</summary>
    private const long MaxResentBytesPerKill = (1L << 30) / 50 / Kills;

    private const long MaxGrowthBytes = 64 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    private readonly SuitePorts _ports = new();

    private Uri Address => new($"http://127.0.0.1:{_ports.Grpc("Registry")}");

    [Test]
    public async Task Upload_KilledTenTimesOnEitherSide_ResendsNextToNothing()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var folder = new TempFolder();
        var sizeBytes = (long)Number("MAAS_TRANSFER_MIB", 128) << 20;
        var file = await WriteAsync(folder.File("content"), sizeBytes, limit.Token);
        using var registry = new ServiceProcess("Registry", _ports, Arguments(folder));
        registry.Start();
        await registry.WaitUntilReadyAsync(limit.Token);
        var seed = Number("MAAS_SEED", Environment.TickCount);
        var random = new Random(seed);
        var growth = 0L;
        var sent = 0L;

        var before = registry.ResidentBytes;
        var client = Upload(file);
        try
        {
            var places = Enumerable.Range(0, Kills).Select(_ => (long)(sizeBytes * (0.02 + (0.9 * random.NextDouble())))).Order().ToList();
            for (var i = 0; i < Kills; i++)
            {
                await client.ReachAsync(places[i], limit.Token);
                growth = Math.Max(growth, registry.PeakResidentBytes - before);
                if (i % 2 == 0)
                {
                    client.Kill();
                    await client.WaitForExitAsync(limit.Token);
                    sent += client.SentBytes;
                    client.Dispose();
                    client = Upload(file);
                    continue;
                }

                registry.Kill();
                registry.Start();
                await registry.WaitUntilReadyAsync(limit.Token);
                before = registry.ResidentBytes;
            }

            var complaint = await client.WaitForExitAsync(limit.Token);
            sent += client.SentBytes;
            growth = Math.Max(growth, registry.PeakResidentBytes - before);
            Assert.That((client.ExitCode, complaint), Is.EqualTo((0, "")), registry.Log);
        }
        finally
        {
            client.Dispose();
        }

        var resent = sent - sizeBytes;
        await TestContext.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}, {sizeBytes >> 20} MiB, {Kills} kills: {resent / 1024} KiB sent again ({(double)resent / sizeBytes:0.00 %}), "
            + $"the Registry grew by {growth >> 20} MiB at most"));
        await AssertStoredAsync(file, folder, limit.Token);
        Assert.That(resent, Is.InRange(-1 << 20, Kills * MaxResentBytesPerKill));
        Assert.That(growth, Is.LessThan(MaxGrowthBytes));
    }

    private UploadProcess Upload(BlobFile file) => new(
        Address, file.Path, file.Digest.Hex, maxMebibytesPerSecond: file.SizeBytes < 1 << 30 ? 60 : 0);

    private async Task AssertStoredAsync(BlobFile file, TempFolder folder, CancellationToken cancellationToken)
    {
        using var channel = MaasChannel.Create(new MaasClientOptions { Address = Address });
        var copy = file with { Path = folder.File("copy") };
        await new BlobTransfer(channel).DownloadAllAsync([copy], cancellationToken);
        Assert.That((await BlobFile.OfAsync(copy.Path, cancellationToken)).Digest, Is.EqualTo(file.Digest));
    }

    private string[] Arguments(TempFolder folder) =>
    [
        "--data", folder.File("data"),
        $"--Maas:Registry:GrpcEndpoint=127.0.0.1:{_ports.Grpc("Registry")}",
        $"--Maas:Registry:MetricsEndpoint=127.0.0.1:{_ports.Metrics("Registry")}",
    ];

    private static async Task<BlobFile> WriteAsync(string path, long sizeBytes, CancellationToken cancellationToken)
    {
        await using (var file = File.Create(path))
        {
            var random = new Random(1);
            var buffer = new byte[1 << 20];
            for (var left = sizeBytes; left > 0; left -= buffer.Length)
            {
                random.NextBytes(buffer);
                await file.WriteAsync(buffer, cancellationToken);
            }
        }

        return await BlobFile.OfAsync(path, cancellationToken);
    }

    private static int Number(string variable, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : fallback;
}
