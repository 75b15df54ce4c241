namespace Maas.Statistics.Tests;

/// <summary>Coefficients of two columns, against scipy, scikit-learn and hands.</summary>
public sealed class RelationTests
{
    private const double Missing = double.NaN;

    [Test]
    public void Spearman_WithTiesAndMissing_IsThatOfScipyOverCommonRows()
    {
        var left = new RankedSample([1, 2, 2, Missing, 5, 9, 3, 3, Missing, 7]);
        var right = new RankedSample([2, 1, Missing, 4, 4, 8, 4, 5, Missing, 1]);

        Assert.That(
            left.Spearman(right),
            Is.EqualTo(AnalysisReferences.Root.GetProperty("spearman_with_missing").GetDouble()).Within(1e-14));
    }

    [Test]
    public void Spearman_OfIris_IsThatOfScipy()
    {
        var (rows, columnCount) = AnalysisReferences.ReadNumbers("iris.csv");
        var columns = Enumerable.Range(0, columnCount)
            .Select(column => new RankedSample([.. rows.Where((_, i) => i % columnCount == column)])).ToList();

        var found =
            from left in Enumerable.Range(0, columnCount)
            from right in Enumerable.Range(left + 1, columnCount - left - 1)
            select columns[left].Spearman(columns[right]);

        Assert.That(found, Is.EqualTo(AnalysisReferences.Root.GetProperty("iris_pairs").EnumerateArray()
            .Select(pair => pair.GetProperty("spearman").GetDouble())).Within(1e-13));
    }

    [Test]
    public void Spearman_OfAMonotonousCurve_IsOne()
    {
        double[] values = [3, 1, 2, 5, 4];

        Assert.That(
            new RankedSample(values).Spearman(new RankedSample([.. values.Select(Math.Exp)])), Is.EqualTo(1).Within(1e-15));
    }

    [Test]
    public void Spearman_WithoutTwoCommonValues_IsAbsent() =>
        Assert.That(new RankedSample([1, Missing, 3]).Spearman(new RankedSample([Missing, 2, 3])), Is.Null);

    [Test]
    public void Pearson_FarFromZero_KeepsItsDigits()
    {
        double[] left = [1, 2, 3, 4], right = [1, 3, 2, 4];

        var far = PearsonCorrelation.Compute([.. left.Select(x => x + 1e9)], [.. right.Select(y => y + 1e9)]);

        Assert.That(far, Is.EqualTo(0.8).Within(1e-14));
    }

    [Test]
    public void Pearson_WithoutSpread_IsAbsent() => Assert.That(PearsonCorrelation.Compute([1, 2, 3], [4, 4, 4]), Is.Null);

    [Test]
    public void Pearson_OfOtherLengths_Throws() =>
        Assert.That(() => PearsonCorrelation.Compute([1, 2], [1, 2, 3]), Throws.ArgumentException);

    [Test]
    public void CramersV_OfHairAndEyes_IsThatOfScipy()
    {
        var table = AnalysisReferences.Root.GetProperty("hair_eye").GetProperty("table").EnumerateArray()
            .Select(AnalysisReferences.Numbers).ToArray();
        var total = table.Sum(row => row.Sum());
        var phiSquared = table.Sum(row => row.Select((n, j) => n * n / (row.Sum() * table.Sum(other => other[j]))).Sum()) - 1;

        Assert.That(
            CramersV.Compute(phiSquared, 4, 4, (long)total),
            Is.EqualTo(AnalysisReferences.Root.GetProperty("hair_eye").GetProperty("cramers_v").GetDouble()).Within(1e-13));
    }

    // Two values that always come together: phi squared is 1, and 1 - 1/99 over 1 - 1/99 remains.
    [Test]
    public void CramersV_OfEqualColumns_IsOne() => Assert.That(CramersV.Compute(1, 2, 2, 100), Is.EqualTo(1).Within(1e-15));

    [TestCase(0.005, 2, 2, 100, 0)]
    [TestCase(0, 1, 5, 100, null)]
    [TestCase(4, 5, 5, 5, null)]
    public void CramersV_OfChanceOrWithoutChoice_SaysSo(double phiSquared, long left, long right, long total, double? expected) =>
        Assert.That(CramersV.Compute(phiSquared, left, right, total), Is.EqualTo(expected));

    [TestCase(3, 1, 0.8660254037844386)]
    [TestCase(0, 1, 0.0)]
    [TestCase(0, 0, null)]
    public void CorrelationRatio_OfSquares_IsTheRootOfTheShareBetween(double between, double within, double? expected) =>
        Assert.That(CorrelationRatio.Compute(between, within), Is.EqualTo(expected));
}
