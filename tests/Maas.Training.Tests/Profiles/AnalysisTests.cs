using Maas.Contracts.Training.V1;

namespace Maas.Training.Tests.Profiles;

/// <summary>What a profile says of small tables whose figures are known by hand.</summary>
public sealed class AnalysisTests
{
    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [Test]
    public async Task Numbers_AreCountedBySign()
    {
        var numbers = (await ProfileAsync("x\n-2\n-0.5\n0\n0\n3\n4.25\n")).Columns[0].Numeric;

        Assert.That((numbers.ZeroCount, numbers.NegativeCount, numbers.WholeCount), Is.EqualTo((2, 2, 4)));
    }

    [Test]
    public async Task Numbers_ShowTheirMostFrequentValues()
    {
        var column = (await ProfileAsync("x\n7\n7\n1.5\n7\n1.5\n-3\n")).Columns[0];

        Assert.That(column.TopValues.Select(top => $"{top.Value}x{top.Count}"), Is.EqualTo(["7x3", "1.5x2", "-3x1"]));
    }

    [Test]
    public async Task Entropy_OfEvenHalvesAndOfOneValue_IsOneBitAndNone()
    {
        var columns = (await ProfileAsync("c,k\na,z\nb,z\na,z\nb,z\n")).Columns;

        Assert.That(columns.Select(column => column.EntropyBits), Is.EqualTo([1.0, 0.0]));
    }

    [Test]
    public async Task Texts_AreMeasuredInCharactersAndWords()
    {
        // é is two bytes and one character; the smile is four bytes, two UTF-16 units and one character.
        var text = (await ProfileAsync("t,x\n  two  words ,1\né😀,2\nthree words here,3\né😀,4\n")).Columns[0].Text;

        Assert.That((text.Characters.Min, text.Characters.Mean, text.Characters.Max), Is.EqualTo((2, 8.25, 16)));
        Assert.That((text.Words.Min, text.Words.Mean, text.Words.Max), Is.EqualTo((1, 1.75, 3)));
    }

    [Test]
    public async Task Outliers_NameTheirFirstRows()
    {
        // Sorted: seven 0, eight 1, seven 2, eight 3, eight 4 and the two: quartiles 1 and 3.25.
        var values = Enumerable.Range(1, 40).Select(i => i is 7 or 30 ? 1000 * i : i % 5);

        var rules = (await ProfileAsync("x\n" + string.Join('\n', values) + "\n")).Columns[0].Numeric.Outliers;

        var quartiles = rules.Single(rule => rule.Method == "iqr");
        Assert.That((quartiles.Lower, quartiles.Upper, quartiles.Count), Is.EqualTo((-2.375, 6.625, 2)));
        Assert.That(quartiles.Examples.Select(row => (row.RowNumber, row.Value)), Is.EqualTo([(7, 7000.0), (30, 30000.0)]));
    }

    [Test]
    public async Task Numbers_WithoutSpread_HaveNoOutliersAndNoRowAnomalies()
    {
        var profile = await ProfileAsync("x\n5\n5\n5\n");

        Assert.That(profile.Columns[0].Numeric.Outliers, Is.Empty);
        Assert.That(profile.RowAnomalies, Is.Null);
    }

    [Test]
    public async Task Numbers_NearTheLargest_LeaveOutWhatIsLarger()
    {
        var numbers = (await ProfileAsync("x\n1.7e308\n-1.7e308\n1.7e308\n1.7e308\n1.7e308\n")).Columns[0].Numeric;

        Assert.That((numbers.Min, numbers.Median, numbers.Max), Is.EqualTo((-1.7e308, 1.7e308, 1.7e308)));
        Assert.That(numbers.Mean, Is.EqualTo(1.02e308).Within(1e294));
        Assert.That((numbers.HasVariance, numbers.HasStandardDeviation), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task RowAnomalies_PutTheRowThatOnlyDiffersInBothFirst()
    {
        // Along the diagonal but for row 50: each of its values alone is as usual as can be.
        var rows = Enumerable.Range(1, 200).Select(i => i == 50 ? "190,10" : $"{i},{i + (i % 3)}");

        var anomalies = (await ProfileAsync("x,y\n" + string.Join('\n', rows) + "\n")).RowAnomalies;

        Assert.That(anomalies.Rows[0].RowNumber, Is.EqualTo(50));
        Assert.That(anomalies.Columns, Is.EqualTo(["x", "y"]));
    }

    // Hair and eyes as in tests/data/analysis-references.py, in rows: a coefficient of 0.27048315291231567.
    [Test]
    public async Task CategoryAssociations_AreCramersVWithoutBias()
    {
        int[][] table = [[68, 20, 15, 5], [119, 84, 54, 29], [26, 17, 14, 14], [7, 94, 10, 16]];
        var rows = table.SelectMany((counts, hair) => counts.SelectMany((n, eye) => Enumerable.Repeat($"h{hair},e{eye}", n)));

        var profile = await ProfileAsync("hair,eye\n" + string.Join('\n', rows) + "\n,e1\nh1,\n");

        Assert.That(profile.CategoryAssociations.Single().CramersV, Is.EqualTo(0.27048315291231567).Within(1e-12));
    }

    [Test]
    public async Task Correlations_WithOneColumnCalledAsOurOwn_AreOfThatColumn()
    {
        var profile = await ProfileAsync("r,x,n,upto,file_row_number\n1,5,1,2,7\n2,4,1,2,8\n3,3,1,9,9\n4,2,8,8,9\n");

        Assert.That(profile.Correlations[0].Pearson, Is.EqualTo(-1).Within(1e-14));
        Assert.That(profile.Correlations[0].Spearman, Is.EqualTo(-1).Within(1e-14));
        Assert.That(profile.Columns.Select(column => column.Numeric.Max), Is.EqualTo([4, 5, 8, 9, 9]));
    }

    private async Task<DatasetProfile> ProfileAsync(string csv)
    {
        var version = await _server.ImportAsync(csv, "analysed");
        return await _server.Client.ProfileDatasetAsync(new ProfileDatasetRequest { Name = version.Name });
    }
}
