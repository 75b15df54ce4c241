using Maas.Training.Search.Sampling;

namespace Maas.Training.Tests.Search;

internal sealed class SobolTests
{
    private const int Dimensions = 64;

    // The first eight points in six dimensions, as SciPy 1.10 has them without scrambling.
    private static readonly double[][] Published =
    [
        [0, 0, 0, 0, 0, 0],
        [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
        [0.75, 0.25, 0.25, 0.25, 0.75, 0.75],
        [0.25, 0.75, 0.75, 0.75, 0.25, 0.25],
        [0.375, 0.375, 0.625, 0.875, 0.375, 0.125],
        [0.875, 0.875, 0.125, 0.375, 0.875, 0.625],
        [0.625, 0.125, 0.875, 0.625, 0.625, 0.875],
        [0.125, 0.625, 0.375, 0.125, 0.125, 0.375],
    ];

    [Test]
    public void PointAt_Unscrambled_IsThePublishedSequence()
    {
        var sequence = new SobolSequence(6, seed: null);

        Assert.That(Enumerable.Range(0, 8).Select(sequence.PointAt), Is.EqualTo(Published));
    }

    // SciPy 1.10: qmc.Sobol(64, scramble=False).random(1024)[1000] * 1024, dimensions 0, 1, 7, 20, 31, 50 and 63.
    [Test]
    public void PointAt_OfHighDimensions_IsThePublishedSequence()
    {
        var point = new SobolSequence(Dimensions, seed: null).PointAt(1000);

        Assert.That(
            new[] { 0, 1, 7, 20, 31, 50, 63 }.Select(dimension => point[dimension] * 1024),
            Is.EqualTo(new double[] { 225, 99, 921, 535, 149, 361, 457 }));
    }

    [Test]
    public void Points_OfAPowerOfTwo_LieOnceInEachInterval([Values(null, 1L, -7L)] long? seed)
    {
        var sequence = new SobolSequence(Dimensions, seed);
        var points = Enumerable.Range(0, 256).Select(sequence.PointAt).ToList();

        for (var dimension = 0; dimension < Dimensions; dimension++)
        {
            var cells = points.Select(point => (int)(point[dimension] * 256));

            Assert.That(cells.Distinct().Count(), Is.EqualTo(256), $"dimension {dimension}");
        }
    }

    [Test]
    public void Points_OfTwoDimensions_LieOnceInEachElementaryBox([Values(null, 3L)] long? seed)
    {
        var sequence = new SobolSequence(2, seed);
        var points = Enumerable.Range(0, 64).Select(sequence.PointAt).ToList();

        for (var bits = 0; bits <= 6; bits++)
        {
            var boxes = points.Select(point => ((int)(point[0] * (1 << bits)), (int)(point[1] * (64 >> bits))));

            Assert.That(boxes.Distinct().Count(), Is.EqualTo(64), $"{1 << bits} by {64 >> bits}");
        }
    }

    [TestCase(2, 0.2)]
    [TestCase(8, 0.8)]
    public void Discrepancy_IsBelowThatOfRandomPoints(int dimensions, double share)
    {
        var sobol = Simulation.MedianOf(Seeds().Select(seed => Discrepancy(Scrambled(dimensions, seed))));
        var random = Simulation.MedianOf(Seeds().Select(seed => Discrepancy(Random(dimensions, seed))));

        Assert.That(sobol, Is.LessThan(random * share));
    }

    // A shift would turn the same bits of all points, and leave what two of them differ in.
    [Test]
    public void Scrambling_IsNoMereShift()
    {
        var plain = Enumerable.Range(0, 16).Select(i => BitsOf(new SobolSequence(1, seed: null), i)).ToList();
        var scrambled = Enumerable.Range(0, 16).Select(i => BitsOf(new SobolSequence(1, seed: 1), i)).ToList();

        var turned = plain.Zip(scrambled, (a, b) => a ^ b);

        Assert.That(turned, Is.Unique);
    }

    [Test]
    public void PointAt_WithTheSameSeed_IsTheSame_AndWithAnotherNot()
    {
        var point = new SobolSequence(5, 1).PointAt(9);

        var same = new SobolSequence(5, 1).PointAt(9);
        var other = new SobolSequence(5, 2).PointAt(9);

        Assert.That(same, Is.EqualTo(point));
        Assert.That(other, Is.Not.EqualTo(point));
    }

    [TestCase(0)]
    [TestCase(65)]
    public void Sequence_OfAnotherDimension_IsRefused(int dimensions) =>
        Assert.That(() => new SobolSequence(dimensions, null), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static uint BitsOf(SobolSequence sequence, int index) => (uint)(sequence.PointAt(index)[0] * 4294967296);

    private static IEnumerable<int> Seeds() => Enumerable.Range(0, 20);

    private static List<double[]> Scrambled(int dimensions, int seed)
    {
        var sequence = new SobolSequence(dimensions, seed);
        return [.. Enumerable.Range(0, 128).Select(sequence.PointAt)];
    }

    private static List<double[]> Random(int dimensions, int seed)
    {
        var draws = new SeededDraws(seed);
        return [.. Enumerable.Range(0, 128).Select(_ => Enumerable.Range(0, dimensions).Select(_ => draws.NextUnit()).ToArray())];
    }

    // Squared L2 star discrepancy. Source: Warnock, "Computational investigations of low-discrepancy point sets", 1972.
    private static double Discrepancy(List<double[]> points)
    {
        var count = points.Count;
        var dimensions = points[0].Length;
        var single = points.Sum(point => point.Aggregate(1.0, (product, x) => product * (1 - (x * x))));
        var pairs = points.Sum(a => points.Sum(b =>
            Enumerable.Range(0, dimensions).Aggregate(1.0, (product, i) => product * (1 - Math.Max(a[i], b[i])))));
        return Math.Pow(3, -dimensions) - (Math.Pow(2, 1 - dimensions) / count * single) + (pairs / ((double)count * count));
    }
}
