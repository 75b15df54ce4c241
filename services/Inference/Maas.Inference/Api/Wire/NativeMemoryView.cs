using System.Buffers;

namespace Maas.Inference.Api.Wire;

/// <summary>Memory outside the garbage collector's heap, seen as <see cref="Memory{T}"/>; whoever owns it keeps it as long as it is seen.</summary>
internal sealed unsafe class NativeMemoryView(byte* start, int length) : MemoryManager<byte>
{
    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(start, length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
