using Maas.Inference.Buffers;

namespace Maas.Inference.Tests.Buffers;

internal sealed class BufferPoolTests
{
    [TestCase(0, 512)]
    [TestCase(512, 512)]
    [TestCase(513, 1024)]
    [TestCase(1 << 20, 1 << 20)]
    [TestCase((1 << 20) + 1, 2 << 20)]
    public unsafe void Rent_GivesAlignedMemoryOfAPowerOfTwo(long bytes, long expected)
    {
        using var pool = new BufferPool();

        var buffer = pool.Rent(bytes);

        Assert.That((buffer.Capacity, (long)buffer.Start % BufferPool.Alignment), Is.EqualTo((expected, 0)));
        Assert.That((pool.RentedCount, pool.RentedBytes), Is.EqualTo((1, expected)));
        buffer.Return();
    }

    [Test]
    public unsafe void Rent_AfterReturn_GivesTheSameMemory()
    {
        using var pool = new BufferPool();
        var first = pool.Rent(1000);
        var address = (nint)first.Start;

        first.Return();

        Assert.That((nint)pool.Rent(600).Start, Is.EqualTo(address));
    }

    [Test]
    public void Return_BeyondTheBound_FreesTheMemory()
    {
        using var pool = new BufferPool(maxRetainedBytes: 1024);
        var (kept, freed) = (pool.Rent(1024), pool.Rent(1024));

        kept.Return();
        freed.Return();

        Assert.That(pool.Rent(1024), Is.SameAs(kept));
        Assert.That(pool.Rent(1024), Is.Not.SameAs(freed));
    }

    [Test]
    public void Span_PastTheEnd_Throws()
    {
        using var pool = new BufferPool();
        var buffer = pool.Rent(512);

        Assert.That(() => buffer.Span(500, 13).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
