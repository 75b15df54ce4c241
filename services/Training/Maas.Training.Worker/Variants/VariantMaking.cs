using System.Globalization;
using Maas.Errors;
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
    /// <summary>What became of each, in the order of the plan.</summary>
    /// <param name="full">The artifact of the full model, verified.</param>
    /// <param name="variants">What to make of it.</param>
    /// <param name="golden">Rows whose answers are recorded.</param>
    /// <param name="unit">What a difference of 1 is in the scores.</param>
    public IReadOnlyList<VariantOutcome> Make(ExportedModel full, IReadOnlyList<VariantPlan> variants, RawRows golden, double unit) =>
        [.. variants.Select(variant => Make(full, variant, golden, unit))];

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
        ExportedModel artifact;
        try
        {
            artifact = building.Build(full, plan);
        }
        catch (MaasException error)
        {
            return new VariantOutcome { Name = plan.Name, FailedGate = VariantGate.Making, Problem = error.Message };
        }

        var measured = measuring.Measure(artifact, plan.Name);
        var (gate, problem) = Judge(measured, plan);
        if (gate.Length > 0)
        {
            return measured with { FailedGate = gate, Problem = problem };
        }

        DurableFile.Write(folder.VariantPath(plan.Name), artifact.Content);
        using var session = new ModelSession(artifact, threads: 1);
        return measured with { GoldenExamples = GoldenRecorder.Record(session, golden, ToleranceOf(measured) * unit) };
    }

    // Where another device rounds an integer the other way, the answer moves by about what the integers themselves moved it by.
    private static double ToleranceOf(VariantOutcome measured) => Math.Max(GoldenRecorder.Tolerance, measured.LargestDifference);

    private static string Told(string what, double value, double most) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:0.####} {what}, at most {most:0.####} is allowed.");
}
