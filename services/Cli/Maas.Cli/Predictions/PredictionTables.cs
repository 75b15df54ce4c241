using Maas.Cli.Terminal;
using Maas.Contracts.Inference.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Predictions;

/// <summary>Predictions as tables.</summary>
internal static class PredictionTables
{
    /// <summary>One row per prediction; with the true values beside them when they are known.</summary>
    public static IRenderable Of(PredictResponse response, IReadOnlyList<string>? actual = null)
    {
        var labels = response.Predictions.Count > 0
            ? response.Predictions[0].ClassScores.Select(score => score.Label).ToList()
            : [];
        return TextTable.Of(
            $"{response.Model}, version {response.ModelVersion}",
            [">row", ">prediction", .. actual is null ? (string[])[] : [">actual"], .. labels.Select(label => $">p({label})")],
            response.Predictions.Select((prediction, index) => new[]
            {
                [Figures.Count(index + 1), Outcome(prediction)],
                actual is null ? [] : new[] { actual[index] },
                prediction.ClassScores.Select(score => Figures.Number(score.Score)),
            }.SelectMany(cells => cells).ToArray()));
    }

    /// <summary>The label, or the number.</summary>
    public static object ValueOf(Prediction prediction) =>
        prediction.OutcomeCase == Prediction.OutcomeOneofCase.Label ? prediction.Label : prediction.Value;

    private static string Outcome(Prediction prediction) =>
        prediction.OutcomeCase == Prediction.OutcomeOneofCase.Label ? prediction.Label : Figures.Number(prediction.Value);
}
