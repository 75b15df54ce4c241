using Maas.Training.Plans;
using Maas.Training.Worker.Preprocessing;

namespace Maas.Training.Worker.Export;

/// <summary>Says what the inputs and outputs of an artifact mean.</summary>
internal static class SignatureDescription
{
    /// <param name="plan">Names and kinds of the inputs.</param>
    /// <param name="preparation">Categories seen.</param>
    /// <param name="model">Names of the outputs.</param>
    /// <param name="labels">The classes; empty for regression.</param>
    public static SignatureOutcome Of(
        TrainingPlan plan, Preparation preparation, ExportedModel model, IReadOnlyList<string> labels)
    {
        return new SignatureOutcome
        {
            Task = plan.Task,
            ClassLabels = labels,
            Inputs =
            [
                .. plan.Features.Select(feature => Input(feature, preparation.CategoriesOf(feature.Column))),
            ],
            Outputs = labels.Count == 0
                ? [Output(model.ScoresName, "FP32", [-1, 1], TensorRole.PredictedValue)]
                :
                [
                    Output(model.LabelName, "BYTES", [-1], TensorRole.PredictedLabel),
                    Output(model.ScoresName, "FP32", [-1, labels.Count], TensorRole.ClassScores),
                ],
        };
    }

    private static TensorOutcome Input(FeaturePlan feature, IReadOnlyList<string> categories)
    {
        var isNumeric = feature.Kind == FeatureKind.Numeric;
        return new TensorOutcome
        {
            Name = feature.Column,
            DataType = isNumeric ? "FP32" : "BYTES",
            Shape = [-1, 1],
            Role = feature.Kind switch
            {
                FeatureKind.Numeric => TensorRole.NumericFeature,
                FeatureKind.Text => TensorRole.Text,
                _ => TensorRole.CategoricalFeature,
            },
            Categories = categories,
        };
    }

    private static TensorOutcome Output(string name, string dataType, IReadOnlyList<long> shape, string role) =>
        new() { Name = name, DataType = dataType, Shape = shape, Role = role };
}
