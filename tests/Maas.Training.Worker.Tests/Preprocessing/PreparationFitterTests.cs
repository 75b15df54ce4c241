using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Preprocessing;
using Maas.Training.Worker.Preprocessing.Categories;
using Maas.Training.Worker.Preprocessing.Numbers;

namespace Maas.Training.Worker.Tests.Preprocessing;

internal sealed class PreparationFitterTests
{
    // Training rows 1, 2, 4, 4, missing, NaN; the last row is a test row and must not count.
    private const string Numbers = "(1, 'y'), (2, 'y'), (4, 'y'), (4, 'y'), (null, 'y'), ('nan', 'y'), (1000, 'y')";

    [TestCase(Imputation.Mean, 2.75f)]
    [TestCase(Imputation.Median, 3f)]
    [TestCase(Imputation.Min, 1f)]
    [TestCase(Imputation.Max, 4f)]
    [TestCase(Imputation.Constant, -1.5f)]
    public void Fill_OfNumbers_IsTheStatisticOfTheTrainingRows(string imputation, float expected)
    {
        var fitted = Fit("x double, y varchar", Numbers, Numeric(imputation, Scaling.None), trainRows: 6).Numbers.Columns[0];

        Assert.That(fitted, Is.EqualTo(new NumberPreparation("x", expected, 0, 1)));
    }

    [Test]
    public void ZScore_IsOfTheImputedRowsWithThePopulationsDeviation()
    {
        var fitted = Fit("x double, y varchar", Numbers, Numeric(Imputation.Min, Scaling.ZScore), trainRows: 6).Numbers.Columns[0];

        // 1, 2, 4, 4, 1, 1: mean 13/6, population variance 39/6 - (13/6)^2.
        Assert.That(fitted.Offset, Is.EqualTo(13.0 / 6).Within(1e-14));
        Assert.That(fitted.Factor, Is.EqualTo(1 / Math.Sqrt((39.0 / 6) - (169.0 / 36))).Within(1e-13));
    }

    [Test]
    public void MinMax_SpansTheImputedRows()
    {
        var feature = Numeric(Imputation.Constant, Scaling.MinMax) with { ImputationConstant = "6" };

        var fitted = Fit("x double, y varchar", Numbers, feature, trainRows: 6).Numbers.Columns[0];

        Assert.That(fitted, Is.EqualTo(new NumberPreparation("x", 6, 1, 1.0 / 5)));
    }

    [TestCase(Scaling.ZScore)]
    [TestCase(Scaling.MinMax)]
    public void Scaling_OfAColumnWithoutSpread_GivesZeros(string scaling)
    {
        var fitted = Fit(
            "x double, y varchar", "(0.1, 'y'), (0.1, 'y'), (0.1, 'y')", Numeric(Imputation.Mean, scaling)).Numbers.Columns[0];

        Assert.That(fitted.Factor, Is.Zero);
    }

    [Test]
    public void Statistics_OfLargeNumbers_KeepTheirDigits()
    {
        var fitted = Fit(
            "x double, y varchar", "(16777214, 'y'), (16777215, 'y'), (16777216, 'y')",
            Numeric(Imputation.Mean, Scaling.ZScore)).Numbers.Columns[0];

        Assert.That(fitted.Offset, Is.EqualTo(16777215));
        Assert.That(fitted.Factor, Is.EqualTo(1 / Math.Sqrt(2.0 / 3)).Within(1e-12));
    }

    [Test]
    public void Categories_AreThoseOfTheTrainingRowsInOrdinalOrder()
    {
        var fitted = Fit(
            "x varchar, y varchar", "('red', 'y'), ('Blue', 'y'), ('red', 'y'), (null, 'y'), ('', 'y'), ('unseen', 'y')",
            Categorical(Imputation.MostFrequent), trainRows: 5).Others.OfType<OneHotPreparation>().Single();

        Assert.That(fitted.Fill, Is.EqualTo("red"));
        Assert.That(fitted.Categories, Is.EqualTo(new[] { "Blue", "red" }));
    }

    [Test]
    public void MostFrequent_OfEquallyFrequent_IsTheFirstInOrdinalOrder() => Assert.That(
        Fit("x varchar, y varchar", "('b', 'y'), ('a', 'y'), ('a', 'y'), ('b', 'y')", Categorical(Imputation.MostFrequent))
            .Others.OfType<OneHotPreparation>().Single().Fill,
        Is.EqualTo("a"));

    [TestCase("('a', 'y'), (null, 'y')", new[] { "a", "none" })]
    [TestCase("('a', 'y'), ('b', 'y')", new[] { "a", "b" })]
    public void Constant_IsACategoryWhenItWasUsed(string rows, string[] expected)
    {
        var feature = Categorical(Imputation.Constant) with { ImputationConstant = "none" };

        Assert.That(Fit("x varchar, y varchar", rows, feature).Others[0].Categories, Is.EqualTo(expected));
    }

    [Test]
    public void FeatureNames_TellColumnsAndCategories()
    {
        using var data = new ParquetTable("c varchar, n double, y varchar", "('b', 1, 'y'), ('a', 2, 'y')");
        IReadOnlyList<FeaturePlan> features =
        [
            Categorical(Imputation.MostFrequent) with { Column = "c" },
            Numeric(Imputation.Mean, Scaling.None) with { Column = "n" },
        ];

        var fitted = Fit(data.Path, features, trainRows: 2);

        Assert.That(fitted.FeatureNames, Is.EqualTo(new[] { "n", "c=a", "c=b" }));
    }

    [Test]
    public void Column_MissingInAllTrainingRows_IsUnsuitable()
    {
        var error = Assert.Throws<MaasException>(() => Fit(
            "x double, y varchar", "(null, 'y'), (null, 'y'), (3, 'y')",
            Numeric(Imputation.Constant, Scaling.None), trainRows: 2))!;

        Assert.That(error.Reason, Is.EqualTo("DATA_UNSUITABLE"));
        Assert.That(error.Message, Does.Contain("'x'"));
    }

    [TestCase("twelve")]
    [TestCase("NaN")]
    [TestCase("1e39")]
    public void Constant_ThatIsNoNumber_IsAnInvalidSpec(string constant)
    {
        var feature = Numeric(Imputation.Constant, Scaling.None) with { ImputationConstant = constant };

        var error = Assert.Throws<MaasException>(() => Fit("x double, y varchar", "(1, 'y')", feature))!;

        Assert.That(error.Reason, Is.EqualTo("SPEC_INVALID"));
        Assert.That(error.Message, Does.Contain(constant));
    }

    [Test]
    public void Rows_OfALargeTable_KeepTheOrderOfTheFile()
    {
        using var data = new ParquetTable(
            "file_row_number double, y varchar", "(0, 'y'); insert into t select range, 'y' from range(1, 300000)");
        using var table = Open(data.Path, [Numeric(Imputation.Mean, Scaling.None) with { Column = "file_row_number" }]);

        Assert.That(table.ReadNumbers(0), Is.EqualTo(Enumerable.Range(0, 300_000).Select(i => (float)i)));
    }

    [Test]
    public void Column_WithQuotesInItsName_IsFound()
    {
        const string Column = "a \"b\"; drop";
        using var data = new ParquetTable("\"a \"\"b\"\"; drop\" double, y varchar", "(1, 'y'), (3, 'y')");

        var fitted = Fit(data.Path, [Numeric(Imputation.Mean, Scaling.None) with { Column = Column }], trainRows: 2);

        Assert.That(fitted.Numbers.Columns[0], Is.EqualTo(new NumberPreparation(Column, 2, 0, 1)));
    }

    private static FeaturePlan Numeric(string imputation, string scaling) => new()
    {
        Column = "x",
        Kind = FeatureKind.Numeric,
        Imputation = imputation,
        ImputationConstant = "-1.5",
        Scaling = scaling,
    };

    private static FeaturePlan Categorical(string imputation) =>
        new() { Column = "x", Kind = FeatureKind.Categorical, Imputation = imputation };

    private static Preparation Fit(string columns, string rows, FeaturePlan feature, int trainRows = int.MaxValue)
    {
        using var data = new ParquetTable(columns, rows);
        return Fit(data.Path, [feature], trainRows);
    }

    private static Preparation Fit(string path, IReadOnlyList<FeaturePlan> features, int trainRows)
    {
        using var table = Open(path, features);
        int[] train = [.. Enumerable.Range(0, Math.Min(trainRows, table.RowCount))];
        var rows = new RawRows(table.RowCount,
        [
            .. features.Select((feature, i) => feature.Kind == FeatureKind.Numeric
                ? new RawColumn(feature.Column, table.ReadNumbers(i), null)
                : new RawColumn(feature.Column, null, table.ReadTexts(i))),
        ]);
        return PreparationFitter.Fit(PlanOf(path, features), rows.Take(train), new Target([], new int[train.Length], ["y"]));
    }

    private static TrainingTable Open(string path, IReadOnlyList<FeaturePlan> features) => TrainingTable.Open(PlanOf(path, features));

    private static TrainingPlan PlanOf(string path, IReadOnlyList<FeaturePlan> features) => new()
    {
        TablePath = path,
        DatasetFingerprint = "",
        TargetColumn = "y",
        Task = LearningTask.Classification,
        Algorithm = Algorithm.LogisticRegression,
        Features = features,
    };
}
