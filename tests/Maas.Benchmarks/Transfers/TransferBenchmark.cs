using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Maas.Client;
using Maas.Client.Blobs;
using Maas.Digests;

namespace Maas.Benchmarks.Transfers;

/// <summary>
/// Times an upload to and a download from a Registry in a process of its own beside a plain copy with SHA-256 in this
/// one. All three read from the page cache, compute the digest of the file and end when the bytes are on disk.
/// </summary>
internal sealed class TransferBenchmark(TransferPlan plan) : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("maas-benchmark-");
    private readonly Dictionary<string, List<double>> _seconds = [];
    private readonly Dictionary<string, List<double>> _serverSeconds = [];
    private readonly Dictionary<string, List<double>> _clientSeconds = [];

    private string Source => Path.Combine(_folder.FullName, "source");

    private string Target => Path.Combine(_folder.FullName, "target");

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await WriteSourceAsync(cancellationToken);
        using var registry = await RegistryProcess.StartAsync(Path.Combine(_folder.FullName, "data"), cancellationToken);
        using var channel = MaasChannel.Create(new MaasClientOptions { Address = registry.Address });
        var transfer = new BlobTransfer(channel);
        await WarmUpAsync(transfer, cancellationToken);
        var before = registry.ResidentBytes;
        for (var round = 0; round < plan.Rounds; round++)
        {
            ChangeSource(round);
            await TakeAsync("plain copy", registry, CopyAsync, cancellationToken);
            var digest = default(Sha256Digest);
            await TakeAsync("upload", registry, async token => digest = await UploadAsync(transfer, token), cancellationToken);
            await TakeAsync("download", registry, token => DownloadAsync(transfer, digest, token), cancellationToken);
            DeleteBlobs();
        }

        await ReportAsync(output, before, registry.PeakResidentBytes);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task TakeAsync(
        string what, RegistryProcess registry, Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        WarmMemory();
        var (server, client) = (registry.ProcessorTime, Environment.CpuUsage.TotalTime);
        var begin = TimeProvider.System.GetTimestamp();
        await action(cancellationToken);
        Add(_seconds, what, TimeProvider.System.GetElapsedTime(begin).TotalSeconds);
        Add(_serverSeconds, what, (registry.ProcessorTime - server).TotalSeconds);
        Add(_clientSeconds, what, (Environment.CpuUsage.TotalTime - client).TotalSeconds);
        File.Delete(Target);
    }

    /// <summary>Copies the file, flushes it to disk, and then computes the digest of the source.</summary>
    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        await using var source = OpenSource();
        await using (var target = new FileStream(Target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var buffer = new byte[BufferBytes];
            int count;
            while ((count = source.Read(buffer)) > 0)
            {
                target.Write(buffer, 0, count);
                cancellationToken.ThrowIfCancellationRequested();
            }

            target.Flush(flushToDisk: true);
        }

        source.Position = 0;
        await Sha256Digest.OfAsync(source, cancellationToken);
    }

    private async Task<Sha256Digest> UploadAsync(BlobTransfer transfer, CancellationToken cancellationToken)
    {
        await using var source = OpenSource();
        var digest = await Sha256Digest.OfAsync(source, cancellationToken);
        source.Position = 0;
        await transfer.UploadAsync(source, digest, source.Length, cancellationToken);
        return digest;
    }

    private async Task DownloadAsync(BlobTransfer transfer, Sha256Digest digest, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(Target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        await transfer.DownloadAsync(digest, plan.SizeBytes, target, cancellationToken);
        target.Flush(flushToDisk: true);
    }

    private FileStream OpenSource() =>
        new(Source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    private async Task WriteSourceAsync(CancellationToken cancellationToken)
    {
        await using var source = File.Create(Source);
        var random = new Random(1);
        var buffer = new byte[BufferBytes];
        for (var left = plan.SizeBytes; left > 0; left -= buffer.Length)
        {
            random.NextBytes(buffer);
            await source.WriteAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
        }

        source.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Free memory that a virtual machine gave back to its host costs more than a copy when it is written again: whoever
    /// came first would pay for all. So a file of the same size is written and deleted before each.
    /// </summary>
    private void WarmMemory()
    {
        var buffer = new byte[BufferBytes];
        using (var target = new FileStream(Target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (var left = plan.SizeBytes; left > 0; left -= buffer.Length)
            {
                target.Write(buffer);
            }
        }

        File.Delete(Target);
    }

    private void DeleteBlobs()
    {
        foreach (var blob in Directory.EnumerateFiles(
            Path.Combine(_folder.FullName, "data", "registry", "blobs"), "*", SearchOption.AllDirectories))
        {
            File.Delete(blob);
        }
    }

    /// <summary>A blob that is stored already is not sent again.</summary>
    private void ChangeSource(int round)
    {
        using var source = new FileStream(Source, FileMode.Open, FileAccess.Write);
        source.Write(BitConverter.GetBytes(round + 1));
        source.Flush(flushToDisk: true);
    }

    private static async Task WarmUpAsync(BlobTransfer transfer, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 3; i++)
        {
            var content = new byte[64 << 20];
            content[0] = (byte)i;
            var digest = Sha256Digest.Of(content);
            await transfer.UploadAsync(new MemoryStream(content), digest, content.Length, cancellationToken);
            await transfer.DownloadAsync(digest, content.Length, new MemoryStream(content), cancellationToken);
        }
    }

    private async Task ReportAsync(TextWriter output, long residentBefore, long peak)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}
            {plan.Rounds} rounds of {plan.SizeBytes / (double)(1L << 30):0.##} GiB; medians; client and server share the machine

            what         seconds    MiB/s  of plain copy  processor s: client  server
            """));
        foreach (var (what, _) in _seconds)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-12} {Median(_seconds, what),7:0.00} {Speed(what),8:0}  {Share(what),13:0 %}  {Median(_clientSeconds, what),19:0.00}  {Median(_serverSeconds, what),6:0.00}"));
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"\nserver memory: {residentBefore >> 20} MiB after warming up, {peak >> 20} MiB at most: +{(peak - residentBefore) >> 20} MiB"));
        await output.WriteLineAsync(JsonSerializer.Serialize(
            new
            {
                benchmark = TransferPlan.Command,
                processors = Environment.ProcessorCount,
                plan.Rounds,
                plan.SizeBytes,
                mebibytesPerSecond = _seconds.Keys.ToDictionary(what => what, what => Math.Round(Speed(what), 1)),
                shareOfPlainCopy = _seconds.Keys.ToDictionary(what => what, what => Math.Round(Share(what), 3)),
                seconds = _seconds,
                serverGrowthBytes = peak - residentBefore,
            },
            JsonSerializerOptions.Web));
    }

    private double Speed(string what) => plan.SizeBytes / (double)(1 << 20) / Median(_seconds, what);

    /// <summary>Median of the shares round by round: the machine's speed drifts.</summary>
    private double Share(string what) => _seconds["plain copy"].Zip(_seconds[what], (copy, mine) => copy / mine)
        .Order().ElementAt(_seconds[what].Count / 2);

    private static double Median(Dictionary<string, List<double>> taken, string what) =>
        taken[what].Order().ElementAt(taken[what].Count / 2);

    private static void Add(Dictionary<string, List<double>> taken, string what, double seconds)
    {
        if (!taken.TryGetValue(what, out var list))
        {
            taken[what] = list = [];
        }

        list.Add(seconds);
    }
}
