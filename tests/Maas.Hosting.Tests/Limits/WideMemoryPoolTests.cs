using System.Buffers;
using Maas.Hosting.Limits;

namespace Maas.Hosting.Tests.Limits;

[NonParallelizable]
internal sealed class WideMemoryPoolTests
{
    private const int Many = WideMemoryPool.MaxKept * 2;

    [Test]
    public void Rent_AfterManyCameBack_AllocatesNothing()
    {
        using var pool = new WideMemoryPool();
        var begin = Allocated(pool, Many);

        var again = Allocated(pool, Many);

        Assert.That(begin, Is.GreaterThan((long)Many * WideMemoryPool.BlockBytes));
        Assert.That(again, Is.LessThan(begin / 20));
    }

    [Test]
    public void Return_OfMoreThanAreKept_LetsTheCollectorHaveThem()
    {
        using var pool = new WideMemoryPool();
        _ = Allocated(pool, Many);

        GC.Collect();
        var again = Allocated(pool, Many);

        const long notKept = (Many - WideMemoryPool.MaxKept) * (long)WideMemoryPool.BlockBytes;
        Assert.That(again, Is.InRange(notKept, notKept * 11 / 10));
    }

    [Test]
    public void Rent_ByManyAtOnce_GivesEachItsOwn()
    {
        using var pool = new WideMemoryPool();

        Parallel.For(0, 20_000, number =>
        {
            using var block = pool.Rent();
            block.Memory.Span.Fill((byte)number);
            Assert.That(block.Memory.Span.IndexOfAnyExcept((byte)number), Is.EqualTo(-1));
        });
    }

    /// <summary>Bytes that are allocated while so many are rented, and then given back.</summary>
    private static long Allocated(WideMemoryPool pool, int count)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var blocks = new List<IMemoryOwner<byte>>(count);
        for (var i = 0; i < count; i++)
        {
            blocks.Add(pool.Rent());
        }

        blocks.ForEach(block => block.Dispose());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
