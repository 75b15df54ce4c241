using System.Globalization;
using System.Text;
using Maas.Training.Plans;

namespace Maas.Training.Registration;

/// <summary>What a reader should know of variants, in Markdown. The same outcome gives the same text.</summary>
internal static class VariantCard
{
    /// <summary>The card of a variant's own version.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="parent">Version of the full model.</param>
    public static string Of(VariantOutcome variant, string parent)
    {
        var card = new StringBuilder($"The variant `{variant.Name}` of {parent}, with the same inputs and outputs.\n");
        AppendTable(card, [variant]);
        return card.ToString();
    }

    /// <summary>Adds to the card of the full model what became of its variants.</summary>
    public static void AppendTo(StringBuilder card, IReadOnlyList<VariantOutcome> variants)
    {
        if (variants.Count == 0)
        {
            return;
        }

        card.Append("\n## Variants\n\nSmaller models that were made of this one. Each was measured on its artifact, and is a version of its own when it passed its gates.\n");
        AppendTable(card, variants);
    }

    private static void AppendTable(StringBuilder card, IReadOnlyList<VariantOutcome> variants)
    {
        card.Append("\n| variant | share of the bytes | metric | lost | same answers | p50 µs | of the full model's | p95 µs | passed |\n|---|---:|---:|---:|---:|---:|---:|---:|---|\n");
        foreach (var variant in variants)
        {
            card.Append(CultureInfo.InvariantCulture,
                $"| {variant.Name} | {variant.SizeRatio:0.###} | {variant.MetricValue:0.####} {variant.Metric} | {variant.MetricLoss:0.####} | {variant.AgreementRatio:0.####} "
                + $"| {Micros(variant.P50Seconds)} | {Micros(variant.FullP50Seconds)} | {Micros(variant.P95Seconds)} | {Passed(variant)} |\n");
        }
    }

    private static string Passed(VariantOutcome variant) => variant.HasPassed ? "yes" : $"no, {variant.FailedGate}: {variant.Problem.ReplaceLineEndings(" ").Replace('|', '/')}";

    private static string Micros(double seconds) => (seconds * 1e6).ToString("0.#", CultureInfo.InvariantCulture);
}
