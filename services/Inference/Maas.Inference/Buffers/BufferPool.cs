using System.Numerics;
using System.Runtime.InteropServices;

namespace Maas.Inference.Buffers;

/// <summary>
/// Memory for tensors outside the garbage collector's heap, so that a large tensor costs no collection: in sizes of
/// powers of two from 512 bytes on, at multiples of 64, and kept for the next request up to a bound. Thread-safe.
/// </summary>
/// <param name="maxRetainedBytes">Most memory that is kept while nobody uses it.</param>
internal sealed class BufferPool(long maxRetainedBytes = BufferPool.DefaultRetainedBytes) : IDisposable
{
    /// <summary>Kept by default, in bytes.</summary>
    public const long DefaultRetainedBytes = 128L << 20;

    /// <summary>Every buffer begins at a multiple of this: a cache line, and the widest vector register.</summary>
    public const int Alignment = 64;

    private const int SmallestLog = 9;
    private const int ClassCount = 63 - SmallestLog;

    private readonly SizeClass[] _classes = [.. Enumerable.Range(0, ClassCount).Select(_ => new SizeClass())];
    private long _rentedBytes;
    private long _rentedCount;
    private long _retainedBytes;
    private volatile bool _isDisposed;

    /// <summary>Memory in use, in bytes.</summary>
    public long RentedBytes => Interlocked.Read(ref _rentedBytes);

    /// <summary>Buffers in use.</summary>
    public long RentedCount => Interlocked.Read(ref _rentedCount);

    /// <summary>Takes a buffer; give it back with <see cref="NativeBuffer.Return"/>. Its content is what the last user left.</summary>
    /// <param name="minBytes">0 or more.</param>
    /// <exception cref="OutOfMemoryException">The machine has no more.</exception>
    public NativeBuffer Rent(long minBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minBytes);
        var log = Math.Max(SmallestLog, 64 - BitOperations.LeadingZeroCount((ulong)Math.Max(1, minBytes) - 1));
        var buffer = _classes[log - SmallestLog].TryPop();
        if (buffer is null)
        {
            buffer = new NativeBuffer(this, log);
        }
        else
        {
            Interlocked.Add(ref _retainedBytes, -buffer.Capacity);
        }

        Interlocked.Add(ref _rentedBytes, buffer.Capacity);
        Interlocked.Increment(ref _rentedCount);
        return buffer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var each in _classes)
        {
            while (each.TryPop() is { } buffer)
            {
                buffer.Free();
            }
        }
    }

    internal void Return(NativeBuffer buffer)
    {
        Interlocked.Add(ref _rentedBytes, -buffer.Capacity);
        Interlocked.Decrement(ref _rentedCount);
        if (_isDisposed || Interlocked.Add(ref _retainedBytes, buffer.Capacity) > maxRetainedBytes)
        {
            Interlocked.Add(ref _retainedBytes, -buffer.Capacity);
            buffer.Free();
            return;
        }

        _classes[buffer.SizeLog - SmallestLog].Push(buffer);
    }

    private sealed class SizeClass
    {
        private readonly Lock _lock = new();
        private readonly Stack<NativeBuffer> _free = new();

        public NativeBuffer? TryPop()
        {
            lock (_lock)
            {
                return _free.TryPop(out var buffer) ? buffer : null;
            }
        }

        public void Push(NativeBuffer buffer)
        {
            lock (_lock)
            {
                _free.Push(buffer);
            }
        }
    }
}

/// <summary>One piece of memory from a <see cref="BufferPool"/>; its renter alone may touch it. Not thread-safe.</summary>
internal sealed unsafe class NativeBuffer
{
    private readonly BufferPool _pool;
    private byte* _start;

    internal NativeBuffer(BufferPool pool, int sizeLog)
    {
        (_pool, SizeLog) = (pool, sizeLog);
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)1 << sizeLog, BufferPool.Alignment);
    }

    /// <summary>First byte; at a multiple of <see cref="BufferPool.Alignment"/>.</summary>
    public byte* Start => _start;

    /// <summary>Size in bytes.</summary>
    public long Capacity => 1L << SizeLog;

    internal int SizeLog { get; }

    /// <summary>A part of the memory.</summary>
    public Span<byte> Span(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Capacity);
        return new Span<byte>(_start + offset, length);
    }

    /// <summary>Gives the memory back. Once, and nobody reads it any more.</summary>
    public void Return() => _pool.Return(this);

    internal void Free()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
