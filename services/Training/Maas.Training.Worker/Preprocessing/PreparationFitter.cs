using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Preprocessing.Categories;
using Maas.Training.Worker.Preprocessing.Images;
using Maas.Training.Worker.Preprocessing.Numbers;
using Maas.Training.Worker.Preprocessing.Texts;

namespace Maas.Training.Worker.Preprocessing;

/// <summary>
/// Fits a <see cref="Preparation"/> on the training rows alone, so that nothing of other rows leaks into it. Statistics are exact and in
/// double precision.
/// </summary>
internal static class PreparationFitter
{
    /// <param name="plan">What is done to each column.</param>
    /// <param name="train">The training rows: one column per feature of the plan.</param>
    /// <param name="target">What is to be learnt of them.</param>
    /// <exception cref="MaasException">
    /// <c>DATA_UNSUITABLE</c>: a feature has no value in the training rows, or too many categories.
    /// <c>SPEC_INVALID</c>: a constant is no number; there is nothing to predict what is missing from.
    /// </exception>
    public static Preparation Fit(TrainingPlan plan, RawRows train, Target target)
    {
        var predictions = CategoryPredictionFitter.Fit(plan, train);
        var columns = plan.Features.Zip((predictions?.Fill(train, plan.Threads) ?? train).Columns).ToList();
        return new Preparation
        {
            PredictedCategories = predictions,
            Numbers = NumberFitter.Fit([.. columns.Where(pair => pair.Second.Numbers is not null)], plan),
            Others =
            [
                .. columns.Where(pair => pair.Second.Numbers is null).Select(pair => pair.First.Kind switch
                {
                    FeatureKind.Image => ImageFitter.Fit(pair.First, pair.Second),
                    FeatureKind.Text => TextFitter.Fit(pair.First, pair.Second.Texts!, plan.Threads),
                    _ => CategoryFitter.Fit(pair.First, pair.Second.Texts!, target),
                }),
            ],
        };
    }
}
