using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting.Limits;

/// <summary>Buffers for services that take or give more than small messages.</summary>
public static class ConnectionBuffers
{
    /// <summary>What is lost at most when the server dies, and what each stream may hold in its memory.</summary>
    private const int StreamWindowBytes = 2 << 20;

    extension(IServiceCollection services)
    {
        /// <summary>
        /// Lets the server read and write its connections in pieces of 16 KiB, the size of an HTTP/2 frame, where its own
        /// are of 4 KiB. Halves the processor time of a transfer; each call that is under way holds a few of them, a connection
        /// without calls none.
        /// </summary>
        public void AddWideConnectionBuffers() => services.AddSingleton<IMemoryPoolFactory<byte>, WideMemoryPoolFactory>();

        /// <summary>Lets callers send 2 MiB ahead of what was read, where the default is 768 KiB: they wake less often.</summary>
        public void AddWideStreamWindows() => services.Configure<KestrelServerOptions>(server =>
        {
            server.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
            server.Limits.Http2.InitialConnectionWindowSize = 2 * StreamWindowBytes;
        });
    }
}

/// <summary>Gives the server its buffers.</summary>
internal sealed class WideMemoryPoolFactory : IMemoryPoolFactory<byte>
{
    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new WideMemoryPool();
}

/// <summary>
/// Pinned buffers of one size. So many are kept for the next; more, which a few huge messages need, until the collector looks at its oldest
/// generation. Thread-safe.
/// </summary>
internal sealed class WideMemoryPool : MemoryPool<byte>
{
    /// <summary>Size of every buffer.</summary>
    public const int BlockBytes = 16 * 1024;

    /// <summary>How many are kept for good, 32 MiB: what a few dozen callers with an image or a part of a file each have under way.</summary>
    public const int MaxKept = 2048;

    private readonly ConcurrentQueue<Block> _kept = new();
    private readonly WeakReference<ConcurrentQueue<Block>> _more = new(new());
    private int _keptCount;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (_kept.TryDequeue(out var block))
        {
            Interlocked.Decrement(ref _keptCount);
            return block;
        }

        return _more.TryGetTarget(out var more) && more.TryDequeue(out block) ? block : new Block(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _kept.Clear();

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _keptCount) <= MaxKept)
        {
            _kept.Enqueue(block);
            return;
        }

        Interlocked.Decrement(ref _keptCount);
        if (!_more.TryGetTarget(out var more))
        {
            _more.SetTarget(more = new ConcurrentQueue<Block>());
        }

        more.Enqueue(block);
    }

    private sealed class Block(WideMemoryPool pool) : IMemoryOwner<byte>
    {
        // Pinned, because the system writes into it while the collector may move things.
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        public void Dispose() => pool.Return(this);
    }
}
