using Maas.Contracts.Training.V1;

namespace Maas.Cli.Tests.Profiles;

/// <summary>Profiles as Training makes them, small and large, tame and hostile.</summary>
internal static class ProfileExamples
{
    /// <summary>A name or value of somebody who means harm, or just likes brackets.</summary>
    public const string Hostile = "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(2)>[red]\u001b[31m";

    /// <summary>Two numeric columns, a category and a text, with everything that a profile can hold.</summary>
    public static DatasetProfile Of(string name = "cm", string value = "a") => new()
    {
        DatasetVersion = "datasets/sizes/versions/3",
        RowCount = 200,
        SampledRowCount = 200,
        DuplicateRowCount = 4,
        Columns =
        {
            new ColumnProfile
            {
                Column = name, Kind = Column.Types.Kind.Numeric, PresentCount = 150, MissingCount = 50, DistinctCount = 3,
                EntropyBits = 1.5, Numeric = Numbers(),
            },
            new ColumnProfile { Column = "inch", Kind = Column.Types.Kind.Numeric, PresentCount = 200, DistinctCount = 3, Numeric = Numbers() },
            new ColumnProfile
            {
                Column = "colour", Kind = Column.Types.Kind.Categorical, PresentCount = 200, DistinctCount = 2, EntropyBits = 1,
                TopValues = { new ValueCount { Value = value, Count = 120 }, new ValueCount { Value = "b", Count = 80 } },
                Text = new TextProfile
                {
                    Characters = new LengthProfile { Min = 1, Mean = 1, Max = 1 }, Words = new LengthProfile { Min = 1, Mean = 1.25, Max = 2 },
                },
            },
            new ColumnProfile { Column = "note", Kind = Column.Types.Kind.Text, MissingCount = 200 },
        },
        Correlations =
        {
            new Correlation { LeftColumn = name, RightColumn = "inch", Pearson = -0.75, Spearman = -0.8, Covariance = -12.5 },
        },
        CategoryEffects = { new CategoryEffect { CategoryColumn = "colour", NumericColumn = name, Eta = 0.4 } },
        RowAnomalies = new RowAnomalies
        {
            Columns = { name, "inch" }, Threshold = 0.6, AnomalousRowCount = 1, Rows = { new ScoredRow { RowNumber = 17, Score = 0.71 } },
        },
        Target = new TargetProfile
        {
            Column = "colour",
            Associations =
            {
                new TargetAssociation { Column = name, Measure = "correlation-ratio", Value = 0.4 },
                new TargetAssociation { Column = "inch", Measure = "correlation-ratio", Value = 0.9 },
                new TargetAssociation { Column = "note" },
            },
        },
        Findings =
        {
            new DataFinding
            {
                Kind = "mostly-missing", Severity = DataFinding.Types.Severity.Warning, Columns = { name }, Value = 0.25,
                Message = $"'{name}' has no value.", Advice = "Leave the column out.",
            },
        },
    };

    private static NumericProfile Numbers() => new()
    {
        Min = -1, Mean = 0.5, Median = 0, Max = 3, StandardDeviation = 1, Skewness = 0.1, Kurtosis = -0.2,
        Histogram =
        {
            new HistogramBin { Lower = -1, Upper = 1, Count = 100 }, new HistogramBin { Lower = 1, Upper = 3, Count = 50 },
        },
        Quantiles = { new Quantile { Probability = 0.25, Value = -0.5 } },
        Outliers =
        {
            new OutlierProfile { Method = "iqr", Lower = -2, Upper = 2.5, Count = 1, Examples = { new OutlierRow { RowNumber = 17, Value = 3 } } },
        },
    };
}
