using Google.Protobuf;
using Maas.Contracts.Monitoring.V1;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Baselines;

/// <summary>How the training rows and the predictions on them looked, in Monitoring's own words.</summary>
internal static class MonitoringBaseline
{
    private const string PredictionName = "(prediction)";

    /// <summary>A serialized <see cref="BaselineProfile"/>.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="prediction">What the artifact predicts for them: numbers, or labels.</param>
    public static byte[] Write(RawRows rows, RawColumn prediction) => new BaselineProfile
    {
        RowCount = rows.Count,
        Features = { rows.Columns.Select(Describe) },
        Prediction = Describe(prediction with { Name = PredictionName }),
    }.ToByteArray();

    private static FeatureBaseline Describe(RawColumn column)
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
