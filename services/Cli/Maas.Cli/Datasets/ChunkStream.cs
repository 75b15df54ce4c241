using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Datasets;

/// <summary>Sends what is written to it as chunks of an import. Not thread-safe; <see cref="FlushAsync"/> sends the last.</summary>
internal sealed class ChunkStream(IClientStreamWriter<ImportDatasetRequest> stream) : Stream
{
    private const int ChunkBytes = 256 * 1024;

    private readonly MemoryStream _waiting = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("Only written.");

    public override long Position
    {
        get => throw new NotSupportedException("Only written.");
        set => throw new NotSupportedException("Only written.");
    }

    public override void Write(byte[] buffer, int offset, int count) => _waiting.Write(buffer, offset, count);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _waiting.Write(buffer.Span);
        if (_waiting.Length >= ChunkBytes)
        {
            await FlushAsync(cancellationToken);
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        var bytes = _waiting.GetBuffer().AsMemory(0, (int)_waiting.Length);
        for (var start = 0; start < bytes.Length; start += ChunkBytes)
        {
            var chunk = ByteString.CopyFrom(bytes.Span.Slice(start, Math.Min(ChunkBytes, bytes.Length - start)));
            await stream.WriteAsync(new ImportDatasetRequest { Chunk = chunk }, cancellationToken);
        }

        _waiting.SetLength(0);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only written.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Only written.");

    public override void SetLength(long value) => throw new NotSupportedException("Only written.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _waiting.Dispose();
        }

        base.Dispose(disposing);
    }
}
