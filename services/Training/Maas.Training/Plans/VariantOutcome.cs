using System.Text.Json.Serialization;

namespace Maas.Training.Plans;

/// <summary>What became of a variant, measured on its artifact by ONNX Runtime. All numbers are finite.</summary>
public sealed record VariantOutcome
{
    /// <summary>Its name, see <see cref="VariantPlan.Name"/>; its artifact is <see cref="JobFolder.VariantPath"/> when it passed.</summary>
    public required string Name { get; init; }

    /// <summary>The first gate that it failed, one of <see cref="VariantGate"/>; empty when it passed all.</summary>
    public string FailedGate { get; init; } = "";

    /// <summary>What was measured and what was allowed, or why it could not be made; empty when it passed.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Bytes of its artifact; 0 when it could not be made.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Bytes of its artifact behind Deflate, as a network or a disk may keep it.</summary>
    public long CompressedSizeBytes { get; init; }

    /// <summary>Its bytes per byte of the full model.</summary>
    public double SizeRatio { get; init; }

    /// <summary>The main metric, e.g. <c>test.accuracy</c>; of validation or training rows where there are no test rows. Empty when there is none.</summary>
    public string Metric { get; init; } = "";

    /// <summary>Its value.</summary>
    public double MetricValue { get; init; }

    /// <summary>What it lost against the full model on the same rows; below 0 when it gained.</summary>
    public double MetricLoss { get; init; }

    /// <summary>Share of these rows that it answers as the full model does, in [0, 1]: the same label, or a number not farther off than a hundredth of a unit.</summary>
    public double AgreementRatio { get; init; }

    /// <summary>Largest difference of its scores from the full model's: probabilities, or units of the standardised target.</summary>
    public double LargestDifference { get; init; }

    /// <summary>Half of the single rows take at most so many seconds.</summary>
    public double P50Seconds { get; init; }

    /// <summary>95 of 100 single rows take at most so many seconds.</summary>
    public double P95Seconds { get; init; }

    /// <summary>The same of the full model, measured in turns with the variant.</summary>
    public double FullP50Seconds { get; init; }

    /// <summary>The same of the full model, measured in turns with the variant.</summary>
    public double FullP95Seconds { get; init; }

    /// <summary>Its metrics on training and test rows.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Inputs with the outputs it gives for them; empty unless it passed.</summary>
    public IReadOnlyList<GoldenOutcome> GoldenExamples { get; init; } = [];

    /// <summary>Whether it passed all gates.</summary>
    [JsonIgnore]
    public bool HasPassed => FailedGate.Length == 0;
}
