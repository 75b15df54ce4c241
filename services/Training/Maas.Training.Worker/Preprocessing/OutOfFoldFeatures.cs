using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;

namespace Maas.Training.Worker.Preprocessing;

/// <summary>
/// The training rows, each prepared by a preparation that was fitted without it: where statistics of the target are among the
/// features, a row's own target would be told to the model.
/// </summary>
internal static class OutOfFoldFeatures
{
    private const int Folds = 5;

    /// <summary>Shape [training rows, width], in the order of the training rows.</summary>
    public static FeatureMatrix Prepare(TrainingPlan plan, TrainingData data)
    {
        var width = data.Preparation.Width;
        var values = new float[LongArray.Length<float>(data.TrainRows.Length, width, "prepared features")];
        var filled = data.Preparation.PredictedCategories?.Fill(data.Rows, plan.Threads) ?? data.Rows;
        for (var fold = 0; fold < Math.Min(Folds, data.TrainRows.Length); fold++)
        {
            int[] places = [.. Enumerable.Range(0, data.TrainRows.Length).Where(place => place % Folds == fold)];
            int[] others = [.. Enumerable.Range(0, data.TrainRows.Length).Where(place => place % Folds != fold)];
            var preparation = WithoutFold(plan, data, filled, others.Length > 0 ? Array.ConvertAll(others, place => data.TrainRows[place]) : data.TrainRows);
            using var preparer = new ModelGraph(plan, preparation).OpenPreparer(plan.Threads);
            var prepared = preparer.Prepare(data.Rows.Take(Array.ConvertAll(places, place => data.TrainRows[place])));
            foreach (var (row, place) in places.Index())
            {
                prepared.Row(row).CopyTo(values.AsSpan(place * width));
            }
        }

        return new FeatureMatrix(values, data.TrainRows.Length, width);
    }

    // All else stays as it is, so that the features mean the same.
    private static Preparation WithoutFold(TrainingPlan plan, TrainingData data, RawRows filled, int[] rows)
    {
        var encoded = plan.Features.Index().Where(entry => entry.Item.Encoding == CategoryEncoding.Target && entry.Item.Kind == FeatureKind.Categorical)
            .ToDictionary(entry => entry.Item.Column, entry => entry.Index, StringComparer.Ordinal);
        var target = data.Target.Take(rows);
        return data.Preparation with
        {
            Others =
            [
                .. data.Preparation.Others.Select(other => encoded.TryGetValue(other.Column, out var index)
                    ? ((Categories.MappedPreparation)other).WithTargetOf(filled.Columns[index].Take(rows).Texts!, target)
                    : other),
            ],
        };
    }
}
