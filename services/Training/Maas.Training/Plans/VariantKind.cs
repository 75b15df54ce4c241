namespace Maas.Training.Plans;

/// <summary>How a network is made smaller than it was trained.</summary>
public static class VariantKind
{
    /// <summary>Fully connected layers multiply 8-bit integers whose scale is found row by row; other weights are stored as such.</summary>
    public const string DynamicInt8 = "dynamic-int8";

    /// <summary>Convolutions and fully connected layers compute with 8-bit integers whose scales are known beforehand.</summary>
    public const string StaticInt8 = "static-int8";

    /// <summary>Layers have half precision.</summary>
    public const string Fp16 = "fp16";

    /// <summary>The smallest weights are taken away, and the others learn on without them.</summary>
    public const string Pruned = "pruned";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [DynamicInt8, StaticInt8, Fp16, Pruned];
}
