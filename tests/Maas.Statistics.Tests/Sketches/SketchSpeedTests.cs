using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Maas.Statistics.Samples;
using Maas.Statistics.Sketches;

namespace Maas.Statistics.Tests.Sketches;

/// <summary>
/// What a value costs, as a ratio to the plainest code that must be done for it on the same machine at the same time; the best of several
/// runs, so that what else the machine does counts for little.
/// </summary>
[NonParallelizable]
public sealed class SketchSpeedTests
{
    private static readonly double[] Values = new MersenneTwister(1).Normals(200_000);

    private static readonly string[] Texts = [.. Enumerable.Range(0, 200_000).Select(i => $"item {i * 7919L % 5000 % ((i % 97) + 1)}")];

    // Sorting 200,000 values takes 17 comparisons each; a sketch sorts some hundred at a time, most of them once or twice.
    [Test]
    public void QuantileSketch_TakesNotMuchLongerThanSorting()
    {
        AssertRatio(2, () => Array.Sort(Values.ToArray()), () =>
        {
            var sketch = new QuantileSketch();
            foreach (var value in Values)
            {
                sketch.Add(value);
            }
        });
    }

    [Test]
    public void DistinctSketch_TakesNotMuchLongerThanHashing()
    {
        ulong sum = 0;
        AssertRatio(
            4,
            () =>
            {
                foreach (ref readonly var value in Values.AsSpan())
                {
                    sum += XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<double>(in value)));
                }
            },
            () =>
            {
                var sketch = new DistinctSketch();
                foreach (var value in Values)
                {
                    sketch.Add(value);
                }
            });
        Assert.That(sum, Is.Not.Zero);
    }

    [Test]
    public void FrequentItems_TakeNotMuchLongerThanCounting()
    {
        AssertRatio(
            4,
            () =>
            {
                var counts = new Dictionary<string, long>(StringComparer.Ordinal);
                foreach (var text in Texts)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out _)++;
                }
            },
            () =>
            {
                var items = new FrequentItems();
                foreach (var text in Texts)
                {
                    items.Add(text);
                }
            });
    }

    [Test]
    public void ReferenceHistogram_TakesNotMuchLongerThanSearching()
    {
        var histogram = ReferenceHistogram.OfQuantiles(new SortedSample(Values), 20);
        var edges = histogram.Edges.ToArray();
        var found = 0;
        AssertRatio(
            3,
            () =>
            {
                foreach (var value in Values)
                {
                    found += Array.BinarySearch(edges, value);
                }
            },
            () =>
            {
                foreach (var value in Values)
                {
                    histogram.Add(value);
                }
            });
        Assert.That(found, Is.Not.Zero);
    }

    // Once it has grown, a value allocates nothing.
    [Test]
    public void Sketches_OfMoreValues_AllocateNothing()
    {
        var (quantiles, distinct, histogram) = (new QuantileSketch(), new DistinctSketch(), new ReferenceHistogram([-1, 0, 1]));
        AddAll();

        var before = GC.GetAllocatedBytesForCurrentThread();
        AddAll();

        // One level more, and what its neighbours grow by.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(20_000));

        void AddAll()
        {
            foreach (var value in Values)
            {
                quantiles.Add(value);
                distinct.Add(value);
                histogram.Add(value);
            }
        }
    }

    private static void AssertRatio(double most, Action plain, Action sketched)
    {
        plain();
        sketched();
        var (least, mine) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var run = 0; run < 15; run++)
        {
            least = Min(least, plain);
            mine = Min(mine, sketched);
        }

        TestContext.Out.WriteLine($"{mine.TotalNanoseconds / Values.Length:f1} ns against {least.TotalNanoseconds / Values.Length:f1} ns a value: {mine / least:f2} times");
        Assert.That(mine / least, Is.LessThan(most));

        static TimeSpan Min(TimeSpan best, Action action)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            var took = Stopwatch.GetElapsedTime(start);
            return took < best ? took : best;
        }
    }
}
