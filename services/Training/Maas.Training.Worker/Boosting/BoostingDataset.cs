using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Boosting;

/// <summary>Rows and their target, as LightGBM keeps them: every feature cut into bins. Owns native memory. Not thread-safe.</summary>
internal sealed class BoostingDataset : IDisposable
{
    private BoostingDataset(nint handle) => Handle = handle;

    /// <summary>LightGBM's name for it.</summary>
    public nint Handle { get; }

    /// <summary>Cuts rows into bins.</summary>
    /// <param name="features">At least one row.</param>
    /// <param name="target">What is to be learnt of them.</param>
    /// <param name="scale">Of a number; null for classes.</param>
    /// <param name="classWeights">What the loss of a row counts, by class; empty counts all the same.</param>
    /// <param name="parameters">As LightGBM writes them.</param>
    /// <param name="bins">Rows whose bins are taken; null makes new ones.</param>
    public static BoostingDataset Of(
        FeatureMatrix features, Target target, TargetScale? scale, double[] classWeights, string parameters, BoostingDataset? bins = null)
    {
        LightGbm.Require(LightGbm.CreateDataset(
            features.Values, LightGbm.Float32, features.RowCount, features.Width, isRowMajor: 1, parameters, bins?.Handle ?? 0, out var handle));
        var dataset = new BoostingDataset(handle);
        try
        {
            // Labels are in single precision, so numbers are standardised first.
            dataset.Set("label", scale is null
                ? Array.ConvertAll(target.Classes, c => (float)c)
                : Array.ConvertAll(target.Values, value => (float)((value - scale.Mean) / scale.Deviation)));
            if (classWeights.Length > 0)
            {
                dataset.Set("weight", Array.ConvertAll(target.Classes, c => (float)classWeights[c]));
            }

            return dataset;
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => LightGbm.Require(LightGbm.FreeDataset(Handle));

    private void Set(string field, float[] values) =>
        LightGbm.Require(LightGbm.SetField(Handle, field, values, values.Length, LightGbm.Float32));
}
