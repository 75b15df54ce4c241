using System.IO.Compression;
using System.Numerics.Tensors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;
using Maas.Training.Worker.Measuring;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Variants;

/// <summary>Measures the artifact of a variant beside that of the full model, on the same rows.</summary>
/// <param name="data">The table. Test rows are measured on; validation or training rows where there are none.</param>
/// <param name="full">The artifact of the full model.</param>
/// <param name="answers">What it answers to every row.</param>
/// <param name="threads">Threads within an operator, but for latencies.</param>
/// <param name="time">Measures latencies.</param>
internal sealed class VariantMeasuring(TrainingData data, ExportedModel full, Answers answers, int threads, TimeProvider time)
{
    // In units of the standardised target.
    private const double SameNumber = 0.01;

    private readonly (string Name, int[] Rows) _side =
        data.TestRows.Length > 0 ? ("test", data.TestRows) : data.ValidationRows.Length > 0 ? ("validation", data.ValidationRows) : ("train", data.TrainRows);

    /// <summary>All figures.</summary>
    /// <returns>A failed gate when it answers with what is no number, or when there is no metric on the rows; other gates are not judged here.</returns>
    public VariantOutcome Measure(ExportedModel variant, string name)
    {
        using var session = new ModelSession(variant, threads);
        var others = Answers.Of(session, data);
        var sizes = new VariantOutcome
        {
            Name = name,
            SizeBytes = variant.Content.Length,
            CompressedSizeBytes = Compressed(variant.Content),
            SizeRatio = (double)variant.Content.Length / full.Content.Length,
        };
        if (!TensorPrimitives.IsFiniteAll<float>(others.Scores))
        {
            return sizes with { FailedGate = VariantGate.Making, Problem = "It answers some rows with what is no finite number." };
        }

        if (MetricOf(others) is not { } value || MetricOf(answers) is not { } whole)
        {
            return sizes with { FailedGate = VariantGate.Metric, Problem = "The metric cannot be told: the target has no spread on the rows that are measured on." };
        }

        var (agreement, difference) = Compare(others);
        var (fullTimes, times) = new LatencyComparison(time).Measure(full, variant, data.Rows.Take(_side.Rows.AsSpan(0, Math.Min(_side.Rows.Length, 100))));
        return sizes with
        {
            Metric = $"{_side.Name}.{(others.Labels.Length > 0 ? "accuracy" : "r2")}",
            MetricValue = value,
            MetricLoss = whole - value,
            AgreementRatio = agreement,
            LargestDifference = difference,
            P50Seconds = times.P50,
            P95Seconds = times.P95,
            FullP50Seconds = fullTimes.P50,
            FullP95Seconds = fullTimes.P95,
            Metrics = others.Metrics(data),
        };
    }

    private double? MetricOf(Answers measured)
    {
        var metrics = new Dictionary<string, double>();
        var target = data.Target.Take(_side.Rows);
        if (measured.Labels.Length > 0)
        {
            var predicted = measured.PredictedClasses(data, _side.Rows);
            return (double)predicted.Zip(target.Classes).Count(pair => pair.First == pair.Second) / predicted.Length;
        }

        RegressionMetrics.AddTo(metrics, _side.Name, target.Values, measured.ScoresOf(_side.Rows));
        return metrics.TryGetValue($"{_side.Name}.r2", out var r2) ? r2 : null;
    }

    private (double Agreement, double Difference) Compare(Answers others)
    {
        var unit = ParityCheck.UnitOf(data);
        var (mine, theirs) = (answers.ScoresOf(_side.Rows), others.ScoresOf(_side.Rows));
        var differences = mine.Zip(theirs, (one, other) => Math.Abs((double)one - other) / unit).ToArray();
        var same = answers.Labels.Length > 0
            ? _side.Rows.Count(row => answers.Labels[row] == others.Labels[row])
            : differences.Count(difference => difference <= SameNumber);
        return ((double)same / _side.Rows.Length, differences.Max());
    }

    private static long Compressed(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return stream.Length;
    }
}
