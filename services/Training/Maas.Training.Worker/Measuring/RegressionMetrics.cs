namespace Maas.Training.Worker.Measuring;

/// <summary>Quality of predicted numbers.</summary>
internal static class RegressionMetrics
{
    /// <summary>
    /// Adds <c>{prefix}.mse</c>, <c>.rmse</c>, <c>.mae</c> and, when the truth has spread, <c>.r2</c> = 1 - SSE / SST.
    /// </summary>
    /// <param name="metrics">Gets the entries.</param>
    /// <param name="prefix"><c>train</c> or <c>test</c>.</param>
    /// <param name="truth">At least one.</param>
    /// <param name="predictions">As many.</param>
    public static void AddTo(
        IDictionary<string, double> metrics,
        string prefix,
        IReadOnlyList<double> truth,
        IReadOnlyList<float> predictions)
    {
        var mean = truth.Average();
        double squared = 0, absolute = 0, total = 0;
        for (var i = 0; i < truth.Count; i++)
        {
            var error = truth[i] - predictions[i];
            squared += error * error;
            absolute += Math.Abs(error);
            total += (truth[i] - mean) * (truth[i] - mean);
        }

        metrics[$"{prefix}.mse"] = squared / truth.Count;
        metrics[$"{prefix}.rmse"] = Math.Sqrt(squared / truth.Count);
        metrics[$"{prefix}.mae"] = absolute / truth.Count;
        if (total > 0)
        {
            metrics[$"{prefix}.r2"] = 1 - (squared / total);
        }
    }
}
