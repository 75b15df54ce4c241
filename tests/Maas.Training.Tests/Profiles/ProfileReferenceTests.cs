using System.Text.Json;
using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Datasets;

namespace Maas.Training.Tests.Profiles;

/// <summary>Profiles of real data against numpy, scipy and scikit-learn (tests/data/analysis-references.json).</summary>
public sealed class ProfileReferenceTests
{
    private static readonly JsonElement References =
        JsonDocument.Parse(TestData.Read("analysis-references.json")).RootElement;

    private TrainingServer _server;
    private DatasetProfile _diabetes;
    private DatasetProfile _iris;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await TrainingServer.StartAsync();
        _diabetes = await ProfileAsync("diabetes", "progression");
        _iris = await ProfileAsync("iris", "species");
    }

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [TestCase("age")]
    [TestCase("sex")]
    [TestCase("bmi")]
    [TestCase("s4")]
    [TestCase("s5")]
    [TestCase("progression")]
    public void Numbers_OfDiabetes_AreThoseOfScipy(string name)
    {
        var column = _diabetes.Columns.Single(each => each.Column == name);
        var reference = References.GetProperty("columns").GetProperty(name);

        Assert.Multiple(() =>
        {
            Assert.That(column.Numeric.Variance, Is.EqualTo(Number(reference, "variance")).Within(1e-12).Percent);
            Assert.That(column.Numeric.Skewness, Is.EqualTo(Number(reference, "skewness")).Within(1e-12));
            Assert.That(column.Numeric.Kurtosis, Is.EqualTo(Number(reference, "kurtosis")).Within(1e-11));
            Assert.That(column.Numeric.Median, Is.EqualTo(Number(reference, "median")));
            Assert.That(column.Numeric.MedianAbsoluteDeviation, Is.EqualTo(Number(reference, "mad")).Within(1e-13));
            Assert.That(column.EntropyBits, Is.EqualTo(Number(reference, "entropy_bits")).Within(1e-12));
            Assert.That(
                column.Numeric.Quantiles.Select(quantile => quantile.Value),
                Is.EqualTo(reference.GetProperty("quantiles").EnumerateArray().Select(value => value.GetDouble())).Within(1e-11));
        });
    }

    [TestCase("age")]
    [TestCase("bmi")]
    [TestCase("s3")]
    [TestCase("s6")]
    public void Outliers_OfDiabetes_AreAsManyAsScipyFinds(string name)
    {
        var rules = _diabetes.Columns.Single(each => each.Column == name).Numeric.Outliers;
        var reference = References.GetProperty("columns").GetProperty(name);

        Assert.That(rules.Select(rule => rule.Method), Is.EqualTo(["iqr", "z-score", "mad"]));
        Assert.That(
            rules.Select(rule => rule.Count),
            Is.EqualTo(new[] { "iqr_outliers", "z_outliers", "mad_outliers" }.Select(rule => reference.GetProperty(rule).GetInt64())));
    }

    // More than half of the values are equal: the median distance is 0, and that rule says nothing.
    [Test]
    public void Outliers_WithoutMedianDistance_LeaveThatRuleOut() => Assert.That(
        _diabetes.Columns.Single(each => each.Column == "sex").Numeric.Outliers.Select(rule => rule.Method),
        Is.EqualTo(["iqr", "z-score"]));

    [Test]
    public void Correlations_OfDiabetes_AreThoseOfScipy()
    {
        var references = References.GetProperty("diabetes_pairs").EnumerateArray().ToList();

        var pairs = _diabetes.Correlations;

        Assert.That(pairs.Select(pair => pair.Pearson), Is.EqualTo(references.Select(pair => Number(pair, "pearson"))).Within(1e-12));
        Assert.That(pairs.Select(pair => pair.Spearman), Is.EqualTo(references.Select(pair => Number(pair, "spearman"))).Within(1e-12));
        Assert.That(
            pairs.Select(pair => pair.Covariance / Number(references[pairs.IndexOf(pair)], "covariance")), Is.All.EqualTo(1).Within(1e-11));
        Assert.That(_diabetes.SampledRowCount, Is.EqualTo(442));
    }

    [Test]
    public void CategoryEffects_OfIris_AreThoseOfAnalysisOfVariance()
    {
        var references = References.GetProperty("iris_eta");

        Assert.That(_iris.CategoryEffects.Select(effect => effect.CategoryColumn), Is.All.EqualTo("species"));
        Assert.That(
            _iris.CategoryEffects.Select(effect => effect.Eta),
            Is.EqualTo(_iris.CategoryEffects.Select(effect => Number(references, effect.NumericColumn))).Within(1e-12));
    }

    [Test]
    public void Target_OfIris_GoesTogetherWithThePetals()
    {
        var associations = _iris.Target.Associations;

        Assert.That(_iris.Target.Column, Is.EqualTo("species"));
        Assert.That(associations.Select(each => each.Measure), Is.All.EqualTo("correlation-ratio"));
        Assert.That(associations.MaxBy(each => each.Value)!.Column, Is.EqualTo("petal_length_cm"));
    }

    // The mean of twenty forests of scikit-learn; ours is one, so its order is alike and its scores are near.
    [Test]
    public void RowAnomalies_OfIris_AreScoredLikeScikitLearns()
    {
        var reference = References.GetProperty("isolation_forest").GetProperty("iris").EnumerateArray()
            .Select(value => value.GetDouble()).ToList();

        var rows = _iris.RowAnomalies.Rows;

        Assert.That(_iris.RowAnomalies.Columns, Has.Count.EqualTo(4));
        Assert.That(rows.Select(row => row.Score), Is.Ordered.Descending);
        Assert.That(rows.Select(row => row.Score - reference[(int)row.RowNumber - 1]), Is.All.EqualTo(0).Within(0.06));
        Assert.That(_iris.RowAnomalies.AnomalousRowCount, Is.EqualTo(reference.Count(score => score > 0.6)).Within(3));
    }

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private async Task<DatasetProfile> ProfileAsync(string data, string target)
    {
        var version = await _server.ImportAsync(TestData.Read($"{data}.csv"), data);
        return await _server.Client.ProfileDatasetAsync(new ProfileDatasetRequest { Name = version.Name, TargetColumn = target });
    }
}
