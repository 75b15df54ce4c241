using System.Globalization;
using Maas.Storage.Blobs;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Variants;

/// <summary>Makes the variants of a plan, measures each, and keeps the artifacts of those that pass all gates.</summary>
/// <param name="folder">Gets the artifacts.</param>
/// <param name="building">Makes them.</param>
/// <param name="measuring">Measures them.</param>
internal sealed class VariantMaking(JobFolder folder, VariantBuilding building, VariantMeasuring measuring)
{
    // Of a probability, or of the target's deviation: what is wider checks nothing.
    private const double WidestTolerance = 0.02;

    /// <summary>What became of each, in the order of the plan.</summary>
    /// <param name="full">The artifact of the full model, verified.</param>
    /// <param name="variants">What to make of it.</param>
    /// <param name="golden">Rows whose answers are recorded.</param>
    /// <param name="unit">What a difference of 1 is in the scores.</param>
    public IReadOnlyList<VariantOutcome> Make(ExportedModel full, IReadOnlyList<VariantPlan> variants, RawRows golden, double unit) =>
        [.. variants.Select(variant => Make(full, variant, golden, unit))];

    /// <summary>What is said of a variant that could not be made.</summary>
    public static VariantOutcome NotMade(VariantPlan plan, string problem) => new() { Name = plan.Name, FailedGate = VariantGate.Making, Problem = problem };

    /// <summary>
    /// Largest difference that another device may show. Where it rounds an integer the other way, an answer moves by about what the integers
    /// themselves moved it by.
    /// </summary>
    /// <param name="difference">Of variant and full model on the rows whose answers are recorded.</param>
    public static double ToleranceOf(double difference) => Math.Clamp(2 * difference, GoldenRecorder.Tolerance, WidestTolerance);

    /// <summary>The first gate that a variant fails, and how; both empty when it passes all.</summary>
    public static (string Gate, string Problem) Judge(VariantOutcome measured, VariantPlan plan)
    {
        var latency = measured.P50Seconds / measured.FullP50Seconds;
        return measured switch
        {
            { HasPassed: false } => (measured.FailedGate, measured.Problem),
            _ when measured.SizeRatio > plan.MaxSizeRatio => (VariantGate.Size, Told("of the bytes", measured.SizeRatio, plan.MaxSizeRatio)),
            _ when measured.MetricLoss > plan.MaxMetricLoss => (VariantGate.Metric, Told($"of {measured.Metric} lost", measured.MetricLoss, plan.MaxMetricLoss)),
            _ when latency > plan.MaxLatencyRatio => (VariantGate.Latency, Told("of the median latency", latency, plan.MaxLatencyRatio)),
            _ => ("", ""),
        };
    }

    private VariantOutcome Make(ExportedModel full, VariantPlan plan, RawRows golden, double unit)
    {
        try
        {
            return MakeOrThrow(full, plan, golden, unit);
        }
        catch (Exception error)
        {
            // The full model is there: whatever goes wrong with a variant does not cost it.
            return NotMade(plan, error.Message);
        }
    }

    private VariantOutcome MakeOrThrow(ExportedModel full, VariantPlan plan, RawRows golden, double unit)
    {
        var artifact = building.Build(full, plan);
        var measured = measuring.Measure(artifact, plan.Name);
        var (gate, problem) = Judge(measured, plan);
        if (gate.Length > 0)
        {
            return measured with { FailedGate = gate, Problem = problem };
        }

        using var session = new ModelSession(artifact, threads: 1);
        var examples = GoldenRecorder.Record(session, golden, ToleranceOf(plan, full, session, golden, unit) * unit);
        DurableFile.Write(folder.VariantPath(plan.Name), artifact.Content);
        return measured with { GoldenExamples = examples };
    }

    private static double ToleranceOf(VariantPlan plan, ExportedModel full, ModelSession variant, RawRows golden, double unit)
    {
        if (plan.Kind == VariantKind.Pruned)
        {
            return GoldenRecorder.Tolerance;
        }

        using var whole = new ModelSession(full, threads: 1);
        var difference = whole.Predict(golden).Scores.Zip(variant.Predict(golden).Scores, (one, other) => Math.Abs((double)one - other) / unit).Max();
        return double.IsFinite(difference) ? ToleranceOf(difference) : throw new InvalidDataException("It answers with what is no finite number.");
    }

    private static string Told(string what, double value, double most) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:0.####} {what}, at most {most:0.####} is allowed.");
}
