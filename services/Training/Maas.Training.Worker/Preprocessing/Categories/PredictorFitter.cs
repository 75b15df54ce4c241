using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Preprocessing.Numbers;

namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>
/// Fits what missing categories are predicted from: all numeric and categorical features but the one that rows are grouped by, simply filled.
/// </summary>
internal static class PredictorFitter
{
    // Of a column with more categories than these, the rest says nothing.
    private const int MostCategories = 100;

    // Numbers further from their mean than these standard deviations are drawn there, so that one of them does not decide alone.
    private const double MostDeviations = 10;

    private static readonly Target NoTarget = new([], [], []);

    /// <param name="plan">What is done to each column.</param>
    /// <param name="train">The training rows: one column per feature of the plan.</param>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>: a column has no value, or too many categories.</exception>
    public static PredictorBlock Fit(TrainingPlan plan, RawRows train)
    {
        var group = SplitMethod.GroupOf(plan.SplitMethod, plan.SplitColumn);
        var columns = plan.Features.Zip(train.Columns).Where(pair => pair.First.Column != group).ToList();
        var numbers = NumberFitter.Fit(
            [.. columns.Where(pair => pair.Second.Numbers is not null).Select(pair => (Plain(pair.First, Imputation.Mean), pair.Second))],
            plan with { RowNormalization = RowNormalization.None });
        return new PredictorBlock(
            numbers with { Columns = [.. numbers.Columns.Select(Bounded)] },
            [
                .. columns.Where(pair => pair.First.Kind == FeatureKind.Categorical)
                    .Select(pair => OfCategories(Plain(pair.First, Imputation.MostFrequent), pair.Second.Texts!)),
            ]);
    }

    // As it comes, with a simple stand-in for what is missing.
    private static FeaturePlan Plain(FeaturePlan feature, string usual) => new()
    {
        Column = feature.Column,
        Kind = feature.Kind,
        Imputation = feature.Imputation == Imputation.Predicted ? usual : feature.Imputation,
        ImputationConstant = feature.ImputationConstant,
        Scaling = feature.Kind == FeatureKind.Numeric ? Scaling.ZScore : Scaling.None,
    };

    private static NumberPreparation Bounded(NumberPreparation column)
    {
        var reach = column.Factor == 0 ? 0 : MostDeviations / column.Factor;
        return column with { Low = (float)(column.Offset - reach), High = (float)(column.Offset + reach) };
    }

    private static OneHotPreparation OfCategories(FeaturePlan feature, string[] values)
    {
        var column = (OneHotPreparation)CategoryFitter.Fit(feature, values, NoTarget);
        return column.Categories.Count <= MostCategories
            ? column
            : new OneHotPreparation(column.Column, column.Fill, [.. CategoryCounts.Of(values).Take(MostCategories).Order(StringComparer.Ordinal)]);
    }
}
