using System.Globalization;
using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Preprocessing;

/// <summary>
/// Fits a <see cref="Preparation"/> on the training rows alone, so that nothing of the test rows leaks into it.
/// Statistics are exact and computed in double precision by DuckDB.
/// </summary>
internal static class PreparationFitter
{
    /// <summary>Most categories of one column; each is a column of the prepared features.</summary>
    public const int MaxCategories = 10_000;

    /// <param name="table">Its training rows are chosen.</param>
    /// <param name="features">Those of the plan the table was opened with.</param>
    /// <exception cref="MaasException">
    /// <c>DATA_UNSUITABLE</c>: a feature has no value in the training rows, or too many categories.
    /// <c>SPEC_INVALID</c>: a constant is no number.
    /// </exception>
    public static Preparation Fit(TrainingTable table, IReadOnlyList<FeaturePlan> features)
    {
        List<NumericPreparation> numeric = [];
        List<CategoricalPreparation> categorical = [];
        for (var i = 0; i < features.Count; i++)
        {
            if (features[i].Kind == FeatureKind.Numeric)
            {
                numeric.Add(FitNumeric(table, features[i], TrainingTable.ColumnOf(i)));
            }
            else
            {
                categorical.Add(FitCategorical(table, features[i], TrainingTable.ColumnOf(i)));
            }
        }

        return new Preparation { Numeric = numeric, Categorical = categorical };
    }

    private static NumericPreparation FitNumeric(TrainingTable table, FeaturePlan feature, string column)
    {
        RequireValues(table, feature, column);
        var fill = feature.Imputation == Imputation.Constant
            ? ParseConstant(feature)
            : (float)Numbers(table, $"select {FillStatistic(feature.Imputation)}({column}::double) from train", 1)[0];

        // Over the imputed rows: what the scaling sees when the graph runs.
        var filled = string.Create(CultureInfo.InvariantCulture, $"coalesce({column}, {fill:R}::float)::double");
        var statistics = Numbers(
            table, $"select avg(x), stddev_pop(x), min(x), max(x) from (select {filled} as x from train)", 4);
        var (mean, deviation, min, max) = (statistics[0], statistics[1], statistics[2], statistics[3]);
        return feature.Scaling switch
        {
            Scaling.None => new NumericPreparation(feature.Column, fill, 0, 1),
            _ when min == max => new NumericPreparation(feature.Column, fill, min, 0),
            Scaling.ZScore => new NumericPreparation(feature.Column, fill, mean, 1 / deviation),
            Scaling.MinMax => new NumericPreparation(feature.Column, fill, min, 1 / (max - min)),
            _ => throw PlanErrors.SpecInvalid($"the scaling '{feature.Scaling}' of '{feature.Column}' is unknown."),
        };
    }

    private static CategoricalPreparation FitCategorical(TrainingTable table, FeaturePlan feature, string column)
    {
        RequireValues(table, feature, column);
        var counts = table
            .QueryTrain(
                $"select {column}, count(*) from train where {column} is not null group by 1 limit {MaxCategories + 1}")
            .Select(row => (Value: row.GetString(0), Count: row.GetInt64(1)))
            .ToList();
        var fill = feature.Imputation == Imputation.Constant
            ? feature.ImputationConstant
            : counts.OrderByDescending(c => c.Count).ThenBy(c => c.Value, StringComparer.Ordinal).First().Value;
        var categories = new SortedSet<string>(counts.Select(c => c.Value), StringComparer.Ordinal);
        if (feature.Imputation == Imputation.Constant && fill.Length > 0 && HasMissing(table, column))
        {
            categories.Add(fill);
        }

        return categories.Count <= MaxCategories
            ? new CategoricalPreparation(feature.Column, fill, [.. categories])
            : throw PlanErrors.DataUnsuitable(
                $"the column '{feature.Column}' has more than {MaxCategories} categories. Leave it out.");
    }

    private static void RequireValues(TrainingTable table, FeaturePlan feature, string column)
    {
        if (table.QueryTrain($"select count({column}) from train").Select(row => row.GetInt64(0)).First() == 0)
        {
            throw PlanErrors.DataUnsuitable(
                $"the column '{feature.Column}' has no value in the training rows. Leave it out.");
        }
    }

    private static bool HasMissing(TrainingTable table, string column) =>
        table.QueryTrain($"select count(*) - count({column}) from train").Select(row => row.GetInt64(0)).First() > 0;

    private static string FillStatistic(string imputation) => imputation switch
    {
        Imputation.Mean => "avg",
        Imputation.Median => "median",
        Imputation.Min => "min",
        Imputation.Max => "max",
        _ => throw PlanErrors.SpecInvalid($"the imputation '{imputation}' does not go with numbers."),
    };

    private static float ParseConstant(FeaturePlan feature) =>
        float.TryParse(feature.ImputationConstant, NumberStyles.Float, CultureInfo.InvariantCulture, out var constant)
        && float.IsFinite(constant)
            ? constant
            : throw PlanErrors.SpecInvalid(
                $"the constant '{feature.ImputationConstant}' of the numeric column '{feature.Column}' is no "
                + "finite number.");

    private static double[] Numbers(TrainingTable table, string sql, int count) => table.QueryTrain(sql)
        .Select(row => Enumerable.Range(0, count).Select(row.GetDouble).ToArray())
        .First();
}
