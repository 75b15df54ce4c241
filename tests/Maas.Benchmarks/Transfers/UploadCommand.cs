using System.Globalization;
using Maas.Client;
using Maas.Client.Blobs;
using Maas.Digests;

namespace Maas.Benchmarks.Transfers;

/// <summary>
/// Uploads one file and tells how it gets on, a line per message: the offset, and the bytes read so far by this process,
/// which are those it has sent. For tests that kill it.
/// </summary>
internal static class UploadCommand
{
    public const string Command = "upload";

    /// <summary>Takes an address, a path, its SHA-256, and the most MiB per second (0: no limit).</summary>
    /// <exception cref="FormatException">Not these.</exception>
    public static async Task RunAsync(IReadOnlyList<string> args, TextWriter output, CancellationToken cancellationToken)
    {
        if (args is not [var address, var path, var sha256, var limit])
        {
            throw new FormatException($"{Command} needs an address, a path, a SHA-256 and a limit in MiB per second.");
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        await using var content = new CountedStream(file, double.Parse(limit, CultureInfo.InvariantCulture));
        using var channel = MaasChannel.Create(new MaasClientOptions { Address = new Uri(address) });
        await new BlobTransfer(channel).UploadAsync(
            content, Sha256Digest.Parse(sha256), file.Length, cancellationToken, new Lines(content, output));
        await output.WriteLineAsync("stored");
    }

    private sealed class Lines(CountedStream content, TextWriter output) : IProgress<long>
    {
        public void Report(long value) =>
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value} {content.ReadBytes}"));
    }

    /// <summary>Counts what is read, and is no faster than told.</summary>
    private sealed class CountedStream(FileStream file, double maxMebibytesPerSecond) : Stream
    {
        private readonly long _start = TimeProvider.System.GetTimestamp();

        public long ReadBytes { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await file.ReadAsync(buffer, cancellationToken);
            ReadBytes += count;
            var due = maxMebibytesPerSecond > 0 ? TimeSpan.FromSeconds(ReadBytes / (maxMebibytesPerSecond * (1 << 20))) : TimeSpan.Zero;
            if (due - TimeProvider.System.GetElapsedTime(_start) is var wait && wait > TimeSpan.FromMilliseconds(10))
            {
                await Task.Delay(wait, TimeProvider.System, cancellationToken);
            }

            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => throw new NotSupportedException("Read only.");

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read only.");
    }
}
