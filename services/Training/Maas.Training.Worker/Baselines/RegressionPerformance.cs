using Maas.Contracts.Monitoring.V1;
using Maas.Statistics.Performance;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Baselines;

/// <summary>How far off a regressor was on its test rows, and what tells how far off it is on others.</summary>
internal static class RegressionPerformance
{
    // Beyond it the fourth power, times a square of single precision, leaves the range of double precision.
    private const double LargestError = 1e50;

    // Of rows times terms: 64 MiB. Half a million rows of eight numbers, and 20,000 rows of the most terms that there can be.
    private const int MostValues = 8_000_000;

    /// <summary>Null when figures are no finite numbers: then nothing can be said.</summary>
    /// <param name="truth">Of each test row, one row or more.</param>
    /// <param name="rows">The prediction of the artifact for them, then their features.</param>
    /// <param name="seen">How each column of them looked in the training rows.</param>
    public static PerformanceBaseline? Of(double[] truth, RawRows rows, IReadOnlyList<FeatureBaseline> seen)
    {
        double[] errors = [.. truth.Zip(rows.Columns[0].Numbers!, (real, predicted) => predicted - real)];
        var squared = errors.Average(error => error * error);
        var mean = truth.Average();
        var variance = truth.Average(value => (value - mean) * (value - mean));
        if (!double.IsFinite(squared) || !double.IsFinite(variance))
        {
            return null;
        }

        var performance = new PerformanceBaseline
        {
            RowCount = truth.Length,
            Metrics =
            {
                ["mae"] = errors.Average(error => Math.Abs(error)),
                ["mse"] = squared,
                ["rmse"] = Math.Sqrt(squared),
                ["bias"] = errors.Average(),
            },
        };
        if (variance > 0)
        {
            performance.Metrics["r2"] = 1 - (squared / variance);
        }

        if (errors.All(error => Math.Abs(error) <= LargestError))
        {
            performance.Regression = Learn(errors, LossColumns.Choose(rows, seen), variance);
        }

        return performance;
    }

    private static RegressionBaseline Learn(double[] errors, LossColumns columns, double variance)
    {
        var isNumber = columns.AreNumbers;
        var termCount = isNumber.Length + isNumber.Count(squared => squared);
        var rows = EvenRows.Of([.. Enumerable.Range(0, errors.Length)], MostValues / termCount);
        var estimation = ErrorEstimation.Fit(columns.ValuesOf(rows), isNumber, Array.ConvertAll(rows, row => errors[row]));
        return new RegressionBaseline
        {
            Columns = { columns.Descriptions },
            AbsoluteError = Describe(estimation.Absolute),
            SquaredError = Describe(estimation.Squared),
            FourthPowerError = Describe(estimation.FourthPower),
            TruthVariance = variance,
            FourthPowerMean = errors.Average(error => error * error * (error * error)),
        };
    }

    private static Contracts.Monitoring.V1.LossModel Describe(Statistics.Performance.LossModel model) => new()
    {
        Intercept = model.Intercept,
        LinearWeights = { model.LinearWeights.ToArray() },
        QuadraticWeights = { model.QuadraticWeights.ToArray() },
    };
}
