using Maas.Statistics.Recipes;
using Maas.Statistics.Samples;

namespace Maas.Statistics.Tests.Recipes;

/// <summary>Distances over named bins, against figures of numpy and scipy by the recipes of Evidently and NannyML.</summary>
public sealed class RecipeTests
{
    private static readonly string[] Cases = MonitoringReferences.Cases;

    [Test, Combinatorial]
    public void Recipe_EqualsReferenceValue(
        [ValueSource(nameof(Cases))] string name,
        [Values(
            "psi.sturges-filled=psi_evidently", "kl.sturges-filled=kl_evidently", "js.sturges.distance-nat=js_evidently_nat",
            "js.sturges.distance-base-2=js_evidently_base2", "psi.quantile-10=psi_quantile10",
            "js.quantile-10.distance-base-2=js_quantile10_base2", "js.doane.distance-base-2=js_nannyml_base2",
            "hellinger.doane=hellinger_nannyml")] string pair)
    {
        var (recipe, property) = (pair.Split('=')[0], pair.Split('=')[1]);
        var (reference, current) = MonitoringReferences.Samples(name);

        var figure = SampleRecipe.Find(recipe)!.Compute(reference, current);

        Assert.That(figure.Recipe, Is.EqualTo(recipe));
        Assert.That(figure.Value, Is.EqualTo(MonitoringReferences.Number(name, property)).Within(1e-7).Percent);
    }

    // NannyML, tests/drift/test_univariate_drift_methods.py (Apache-2.0), with numpy's seed 1; more digits computed by its recipe.
    [TestCase("js.doane.distance-base-2", 0, 1000, 0.04724, 5e-6)]
    [TestCase("hellinger.doane", -2, 10_000, 0.63, 0.005)]
    [TestCase("hellinger.doane", 7, 10_000, 1, 0.005)]
    public void Recipe_OfSeededNormals_IsThePublishedOne(string recipe, double mean, int count, double expected, double tolerance)
    {
        var twister = new MersenneTwister(1);
        var (reference, current) = (new SortedSample(twister.Normals(10_000)), new SortedSample(twister.Normals(count, mean)));

        Assert.That(SampleRecipe.Find(recipe)!.Compute(reference, current).Value, Is.EqualTo(expected).Within(tolerance));
    }

    // The same file: six values against three of them.
    [TestCase("js.doane.distance-base-2", 0.72854)]
    [TestCase("hellinger.doane", 0.71916)]
    public void Recipe_OfAFewValues_IsThePublishedOne(string recipe, double expected)
    {
        var twister = new MersenneTwister(1);
        var reference = new SortedSample([.. twister.Below(10_000, 6).Select(i => i * 0.4)]);
        var current = new SortedSample([.. twister.Below(1000, 3)]);

        Assert.That(SampleRecipe.Find(recipe)!.Compute(reference, current).Value, Is.EqualTo(expected).Within(5e-6));
    }

    // The same file: a, b, c, d against a, b, c, e, at even chances.
    [TestCase("js.counts.distance-base-2")]
    [TestCase("hellinger.counts")]
    public void Recipe_OfCategories_IsThePublishedOne(string recipe)
    {
        var twister = new MersenneTwister(1);
        var (reference, current) = (Counts(twister.Below(10_000, 4)), Counts(twister.Below(1000, 4)));

        var figure = HistogramRecipe.Find(recipe)!.Compute([.. reference, 0], [.. current[..3], 0, current[3]]);

        Assert.That(figure.Value, Is.EqualTo(0.5).Within(0.005));

        static long[] Counts(double[] values) => [.. Enumerable.Range(0, 4).Select(i => (long)values.Count(value => value == i))];
    }

    [Test]
    public void Names_AreUniqueAndInKebabCase()
    {
        string[] names = [.. SampleRecipe.All.Select(recipe => recipe.Name), .. HistogramRecipe.All.Select(recipe => recipe.Name)];

        Assert.That(names, Is.Unique);
        Assert.That(names, Is.All.Match("^[a-z0-9]+(-[a-z0-9]+)*([.][a-z0-9]+(-[a-z0-9]+)*)*$"));
        Assert.That(SampleRecipe.Find("no-such"), Is.Null);
        Assert.That(HistogramRecipe.Find("no-such"), Is.Null);
    }

    // The name that is asked for, or a more exact one that begins with it.
    [Test]
    public void Figures_TellTheNameOfTheirRecipe()
    {
        var (reference, current) = MonitoringReferences.Samples(Cases[0]);

        foreach (var recipe in SampleRecipe.All)
        {
            Assert.That(recipe.Compute(reference, current).Recipe, Does.StartWith(recipe.Name));
        }

        foreach (var recipe in HistogramRecipe.All)
        {
            Assert.That(recipe.Compute([1, 2, 3], [3, 2, 1]).Recipe, Is.EqualTo(recipe.Name));
        }
    }
}
