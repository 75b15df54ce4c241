using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>Fits a categorical column.</summary>
internal static class CategoryFitter
{
    /// <summary>Most categories of one column; one-hot makes each of them a column of the prepared features.</summary>
    public const int MaxCategories = 10_000;

    /// <param name="feature">What is done to it.</param>
    /// <param name="values">Its training rows; empty is missing.</param>
    /// <param name="target">What is to be learnt of them.</param>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>, <c>SPEC_INVALID</c>.</exception>
    public static ColumnPreparation Fit(FeaturePlan feature, string[] values, Target target)
    {
        string[] found = [.. CategoryCounts.Of(values)];
        if (found.Length == 0)
        {
            throw PlanErrors.DataUnsuitable($"the column '{feature.Column}' has no value in the training rows. Leave it out.");
        }

        var isConstant = feature.Imputation == Imputation.Constant;
        var fill = isConstant ? feature.ImputationConstant : found[0];
        var categories = new SortedSet<string>(found, StringComparer.Ordinal);
        if (isConstant && fill.Length > 0 && values.Contains(""))
        {
            categories.Add(fill);
        }

        if (categories.Count > MaxCategories)
        {
            throw PlanErrors.DataUnsuitable($"the column '{feature.Column}' has more than {MaxCategories} categories. Leave it out.");
        }

        string[] known = [.. categories];
        var filled = Array.ConvertAll(values, value => value.Length > 0 ? value : fill);
        return feature.Encoding switch
        {
            CategoryEncoding.OneHot => new OneHotPreparation(feature.Column, fill, known),
            CategoryEncoding.Ordinal => new MappedPreparation(feature.Column, fill, known,
                [new($"{feature.Column}:ordinal", [.. Enumerable.Range(0, known.Length).Select(i => (float)i)], -1)]),
            CategoryEncoding.Frequency => new MappedPreparation(feature.Column, fill, known,
                [new($"{feature.Column}:frequency", Frequencies(filled, known), 0)]),
            CategoryEncoding.Target when target is { Values.Length: 0, Labels.Count: 0 } => throw PlanErrors.SpecInvalid(
                $"the encoding '{CategoryEncoding.Target}' of '{feature.Column}' needs a target, and clustering has none."),
            CategoryEncoding.Target => new MappedPreparation(feature.Column, fill, known, TargetMeans.Of(feature.Column, filled, known, target)),
            _ => throw PlanErrors.SpecInvalid($"the encoding '{feature.Encoding}' of '{feature.Column}' is unknown."),
        };
    }

    private static float[] Frequencies(string[] values, string[] categories)
    {
        var counts = values.CountBy(value => value, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return Array.ConvertAll(categories, category => (float)counts.GetValueOrDefault(category) / values.Length);
    }
}
