using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Datasets;

namespace Maas.Training.Tests.Profiles;

/// <summary>
/// Profiles against numbers computed by hand or by numpy and scipy:
/// <c>scipy.stats.skew(x, bias=False)</c>, <c>scipy.stats.kurtosis(x, bias=False)</c>, <c>numpy.quantile</c>,
/// <c>numpy.corrcoef</c>.
/// </summary>
public sealed class ProfileTests
{
    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [Test]
    public async Task Numbers_SmallSample_HasTheValuesComputedByHand()
    {
        // 2 4 4 4 5 5 7 9: mean 5, squared deviations 32, cubed 42, to the fourth 356.
        var profile = (await ProfileAsync("x\n2\n4\n4\n4\n5\n5\n7\n9\nNA\n")).Columns[0];

        var numbers = profile.Numeric;
        Assert.Multiple(() =>
        {
            Assert.That((profile.PresentCount, profile.MissingCount, profile.DistinctCount), Is.EqualTo((8, 1, 5)));
            Assert.That((numbers.Min, numbers.Max, numbers.Mean), Is.EqualTo((2.0, 9.0, 5.0)));
            Assert.That(numbers.StandardDeviation, Is.EqualTo(Math.Sqrt(32.0 / 7)).Within(1e-14));
            Assert.That(numbers.Skewness, Is.EqualTo(42.0 / 8 / 8 * Math.Sqrt(56) / 6).Within(1e-14));
            Assert.That(numbers.Kurtosis, Is.EqualTo(0.940625).Within(1e-13));
            Assert.That(numbers.Quantiles.Select(q => q.Value), Is.EqualTo([2.14, 2.7, 4, 4.5, 5.5, 8.3, 8.86]).Within(1e-12));
        });
    }

    [Test]
    public async Task Numbers_FarFromZero_KeepTheirMoments()
    {
        // Raw powers of these would lose all digits: 1e9 cubed beside spreads of 1.
        var near = (await ProfileAsync("x\n0\n1\n2\n3\n10\n")).Columns[0].Numeric;

        var far = (await ProfileAsync("x\n1000000000\n1000000001\n1000000002\n1000000003\n1000000010\n")).Columns[0].Numeric;

        Assert.Multiple(() =>
        {
            Assert.That(far.StandardDeviation, Is.EqualTo(near.StandardDeviation).Within(1e-9));
            Assert.That(far.Skewness, Is.EqualTo(near.Skewness).Within(1e-9));
            Assert.That(far.Kurtosis, Is.EqualTo(near.Kurtosis).Within(1e-9));
        });
    }

    [TestCase("x,y\n7,1\n", false, false, false)]
    [TestCase("x,y\n7,1\n8,1\n", true, false, false)]
    [TestCase("x,y\n7,1\n8,1\n9,1\n", true, true, false)]
    [TestCase("x,y\n7,1\n7,1\n7,1\n7,1\n", true, false, false)]
    public async Task Numbers_TooFewOrWithoutSpread_LeaveOut(string csv, bool deviation, bool skewness, bool kurtosis)
    {
        var numbers = (await ProfileAsync(csv)).Columns[0].Numeric;

        Assert.That((numbers.HasStandardDeviation, numbers.HasSkewness, numbers.HasKurtosis),
            Is.EqualTo((deviation, skewness, kurtosis)));
    }

    [Test]
    public async Task Histogram_CountsEachValueOnceInItsBin()
    {
        // Tenths are not exact in binary: the edges decide, not the division.
        var values = Enumerable.Range(0, 101).Select(i => i / 10.0).ToList();

        var bins = (await ProfileAsync("x\n" + string.Join('\n', values) + "\n")).Columns[0].Numeric.Histogram;

        Assert.Multiple(() =>
        {
            Assert.That(bins, Has.Count.EqualTo(20));
            Assert.That((bins[0].Lower, bins[^1].Upper), Is.EqualTo((0.0, 10.0)));
            Assert.That(bins.Select(bin => bin.Count), Is.EqualTo(bins.Select((bin, i) =>
                (long)values.Count(value => value >= bin.Lower && (value < bin.Upper || i == 19)))));
        });
    }

    [Test]
    public async Task Histogram_WithoutSpread_IsOneBin()
    {
        var bins = (await ProfileAsync("x\n5\n5\n5\n")).Columns[0].Numeric.Histogram;

        Assert.That(bins.Single(), Is.EqualTo(new HistogramBin { Lower = 5, Upper = 5, Count = 3 }));
    }

    [Test]
    public async Task Categories_ComeMostFrequentFirst()
    {
        var profile = (await ProfileAsync("c,x\nb,1\na,2\nb,3\nc,4\na,5\nb,6\n,7\n")).Columns[0];

        Assert.Multiple(() =>
        {
            Assert.That(profile.TopValues.Select(top => $"{top.Value}{top.Count}"), Is.EqualTo(["b3", "a2", "c1"]));
            Assert.That((profile.DistinctCount, profile.MissingCount), Is.EqualTo((3, 1)));
        });
    }

    [Test]
    public async Task Correlations_OfEachPair_AreOverCommonRows()
    {
        var profile = await ProfileAsync("a,b,c,d\n1,2,5,1\n2,4,4,1\n3,6,3,1\n4,8,NA,1\n5,11,1,1\n");

        var pairs = profile.Correlations.ToDictionary(
            pair => $"{pair.LeftColumn}{pair.RightColumn}", pair => pair.HasPearson ? pair.Pearson : double.NaN);
        Assert.Multiple(() =>
        {
            Assert.That(pairs.Keys, Is.EqualTo(["ab", "ac", "ad", "bc", "bd", "cd"]));
            Assert.That(pairs["ab"], Is.EqualTo(22 / Math.Sqrt(10 * 48.8)).Within(1e-14));
            Assert.That(pairs["ac"], Is.EqualTo(-1).Within(1e-14));
            Assert.That(pairs["ad"], Is.NaN);
        });
    }

    [Test]
    public async Task Duplicates_AreCountedWithoutTheFirst()
    {
        var profile = await ProfileAsync("x,c\n1,a\n1,a\n2,\n1,a\n2,\n3,b\n");

        Assert.That((profile.RowCount, profile.DuplicateRowCount), Is.EqualTo((6, 3)));
    }

    [Test]
    public async Task Iris_HasThePublishedStatistics()
    {
        var version = await _server.ImportAsync(TestData.Read("iris.csv"), "iris");

        var profile = await _server.Client.ProfileDatasetAsync(new ProfileDatasetRequest { Name = version.Name });

        Assert.Multiple(() =>
        {
            Assert.That(profile.Columns.Select(column => column.Numeric?.Mean ?? 0),
                Is.EqualTo([5.843333333333334, 3.0573333333333337, 3.758, 1.1993333333333336, 0]).Within(1e-12));
            Assert.That(profile.Columns[4].TopValues.Select(top => top.Count), Is.EqualTo([50, 50, 50]));
            Assert.That(profile.Correlations[5].Pearson, Is.EqualTo(0.9628654314027963).Within(1e-12));
        });
    }

    [Test]
    public async Task Names_WithQuotes_AreOnlyNames()
    {
        var profile = await ProfileAsync("\"a\"\"; DROP TABLE source; --\",\"it's\"\n1,2\n3,4\n");

        Assert.That(profile.Columns.Select(column => column.Column), Is.EqualTo(["a\"; DROP TABLE source; --", "it's"]));
    }

    private async Task<DatasetProfile> ProfileAsync(string csv)
    {
        var version = await _server.ImportAsync(csv, "profiled");
        return await _server.Client.ProfileDatasetAsync(new ProfileDatasetRequest { Name = version.Name });
    }
}
