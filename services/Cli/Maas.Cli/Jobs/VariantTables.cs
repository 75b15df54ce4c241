using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;

namespace Maas.Cli.Jobs;

/// <summary>What became of the variants of a model, a line each.</summary>
internal static class VariantTables
{
    public static IEnumerable<(string, string)> Facts(TrainingResult result) =>
        result.Variants.Select(variant => ($"variant {variant.Variant}", $"{Fate(variant)}{Measured(variant)}"));

    private static string Fate(VariantResult variant) => variant.ModelVersion.Length > 0
        ? TypedName.Short(variant.ModelVersion)
        : $"rejected, {variant.FailedGate}: {variant.Problem}";

    private static string Measured(VariantResult variant)
    {
        var size = variant.SizeBytes == 0
            ? ""
            : $"; {Figures.Number(variant.SizeRatio)} of the bytes ({Figures.Bytes(variant.SizeBytes)}, {Figures.Bytes(variant.CompressedSizeBytes)} compressed)";
        return variant.Metric.Length == 0
            ? size
            : $"{size}, {variant.Metric} {Figures.Number(variant.MetricValue)} (lost {Figures.Number(variant.MetricLoss)}), "
                + $"same answers {Figures.Number(variant.AgreementRatio)}, p50 {Micros(variant.P50Duration)} of {Micros(variant.FullP50Duration)} µs, "
                + $"p95 {Micros(variant.P95Duration)} of {Micros(variant.FullP95Duration)} µs";
    }

    private static string Micros(Google.Protobuf.WellKnownTypes.Duration duration) => Figures.Number(Math.Round(duration.ToTimeSpan().TotalMicroseconds, 1));
}
