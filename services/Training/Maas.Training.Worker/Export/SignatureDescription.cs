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
                .. plan.Features.Select(feature => Input(feature, preparation)),
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

    private static TensorOutcome Input(FeaturePlan feature, Preparation preparation)
    {
        var text = new TensorOutcome
        {
            Name = feature.Column,
            DataType = "BYTES",
            Shape = [-1, 1],
            Role = TensorRole.CategoricalFeature,
            Categories = preparation.CategoriesOf(feature.Column),
        };
        return feature.Kind switch
        {
            FeatureKind.Numeric => text with { DataType = "FP32", Role = TensorRole.NumericFeature },
            FeatureKind.Text => text with { Role = TensorRole.Text },
            FeatureKind.Image when preparation.GridOf(feature.Column) is { } grid => text with
            {
                DataType = "UINT8",
                Shape = [-1, grid.Height, grid.Width, grid.ChannelCount],
                Role = TensorRole.Image,
                ImageShape = [grid.Height, grid.Width, grid.ChannelCount],
            },
            _ => text,
        };
    }

    private static TensorOutcome Output(string name, string dataType, IReadOnlyList<long> shape, string role) =>
        new() { Name = name, DataType = dataType, Shape = shape, Role = role };
}
