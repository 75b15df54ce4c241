using Google.Protobuf;
using Maas.Contracts.Monitoring.V1;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Measuring;

namespace Maas.Training.Worker.Baselines;

/// <summary>
/// How the training rows and the predictions on them looked, and how good those on the test rows were, in Monitoring's own words.
/// </summary>
internal static class MonitoringBaseline
{
    private const string PredictionName = "(prediction)";
    private const string ConfidenceName = "(confidence)";

    /// <summary>A serialized <see cref="BaselineProfile"/>.</summary>
    /// <param name="plan">What the columns and the task are, and the seed.</param>
    /// <param name="data">The table, divided.</param>
    /// <param name="answers">What the artifact answers to every row.</param>
    public static byte[] Write(TrainingPlan plan, TrainingData data, Answers answers)
    {
        var watched = data.Rows with { Columns = [answers.AsColumn() with { Name = PredictionName }, .. Watched(plan, data.Rows)] };
        var learnt = watched.Take(data.TrainRows);
        var seen = learnt.Columns.Select(Describe).ToList();
        var confidences = Confidences(plan, data, answers).Select(Describe).ToList();
        return new BaselineProfile
        {
            RowCount = data.TrainRows.Length,
            Features = { seen.Skip(1), confidences },
            Prediction = seen[0],
            Slices = { SliceShares.Of(learnt, seen, confidences) },
            Performance = plan.Task == LearningTask.Clustering || data.TestRows.Length == 0 ? null : Measure(plan, data, answers, watched, seen),
        }.ToByteArray();
    }

    // Monitoring compares numbers and categories; no two texts or images are the same. Of texts it is told the lengths.
    private static IEnumerable<RawColumn> Watched(TrainingPlan plan, RawRows rows) => rows.Columns
        .Zip(plan.Features, (column, feature) => feature.Kind switch
        {
            FeatureKind.Numeric or FeatureKind.Categorical => column,
            FeatureKind.Text => new RawColumn(LengthName(column.Name), Array.ConvertAll(column.Texts!, text => (float)text.Length), null),
            _ => null,
        })
        .OfType<RawColumn>();

    // Where inputs themselves are not watched, how sure a classifier is of its answers tells that they have become others. On the rows that it
    // was fitted on it is surer than it will be.
    private static IEnumerable<RawColumn> Confidences(TrainingPlan plan, TrainingData data, Answers answers)
    {
        var isWatchedByHalf = plan.Features.Any(feature => feature.Kind is FeatureKind.Text or FeatureKind.Image);
        return isWatchedByHalf && data.Target.Labels.Count > 0 && data.TestRows.Length > 0
            ? [new RawColumn(ConfidenceName, [.. answers.ScoresOf(data.TestRows).Chunk(data.Target.Labels.Count).Select(scores => scores.Max())], null)]
            : [];
    }

    private static string LengthName(string column) => $"(length of {column})";

    private static PerformanceBaseline? Measure(
        TrainingPlan plan, TrainingData data, Answers answers, RawRows watched, IReadOnlyList<FeatureBaseline> seen)
    {
        var truth = data.Target.Take(data.TestRows);
        return truth.Labels.Count > 0
            ? ClassificationPerformance.Of(truth, answers.PredictedClasses(data, data.TestRows), answers.ScoresOf(data.TestRows), plan.Seed)
            : RegressionPerformance.Of(truth.Values, watched.Take(data.TestRows), seen);
    }

    /// <summary>How one column looked.</summary>
    public static FeatureBaseline Describe(RawColumn column)
    {
        if (column.Texts is { } texts)
        {
            return new FeatureBaseline
            {
                Feature = column.Name,
                Categorical = CategoryShares.Of(texts),
                MissingCount = texts.Count(text => text.Length == 0),
            };
        }

        return new FeatureBaseline
        {
            Feature = column.Name,
            Numeric = NumberShares.Of(column.Numbers!),
            MissingCount = column.Numbers!.Count(float.IsNaN),
        };
    }
}
