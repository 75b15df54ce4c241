namespace Maas.Training.Plans;

/// <summary>What a variant must pass, in this order.</summary>
public static class VariantGate
{
    /// <summary>It can be made, and answers with numbers.</summary>
    public const string Making = "making";

    /// <summary>Share of the full model's bytes.</summary>
    public const string Size = "size";

    /// <summary>What the main metric loses.</summary>
    public const string Metric = "metric";

    /// <summary>Share of the full model's latency.</summary>
    public const string Latency = "latency";

    /// <summary>The registry takes it.</summary>
    public const string Registration = "registration";
}
