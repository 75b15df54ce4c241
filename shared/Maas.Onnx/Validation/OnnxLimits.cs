namespace Maas.Onnx.Validation;

/// <summary>
/// How much a model may ask for before anything loads it. The defaults leave room for models of some ten billion
/// parameters. Immutable.
/// </summary>
public sealed record OnnxLimits
{
    private const long Mebibyte = 1024 * 1024;
    private const long Gibibyte = 1024 * Mebibyte;

    /// <summary>Nodes in the file, graphs within nodes and functions included. 200,000 unless set.</summary>
    public int MaxNodes { get; init; } = 200_000;

    /// <summary>Nodes after the calls of the model's own functions are replaced by their nodes. 1,000,000 unless set.</summary>
    public long MaxExpandedNodes { get; init; } = 1_000_000;

    /// <summary>Bytes of the functions' constants after the same, each copy counted. 1 GiB unless set.</summary>
    public long MaxExpandedCopyBytes { get; init; } = Gibibyte;

    /// <summary>Functions of the model's own. 10,000 unless set.</summary>
    public int MaxFunctions { get; init; } = 10_000;

    /// <summary>Graphs within each other, the outermost counted. 32 unless set; exported models have three at most.</summary>
    public int MaxGraphDepth { get; init; } = 32;

    /// <summary>Inputs, and outputs, of one graph. 10,000 unless set.</summary>
    public int MaxValues { get; init; } = 10_000;

    /// <summary>Dimensions of a tensor. 32 unless set.</summary>
    public int MaxRank { get; init; } = 32;

    /// <summary>Bytes of one constant tensor. 4 GiB unless set.</summary>
    public long MaxTensorBytes { get; init; } = 4 * Gibibyte;

    /// <summary>Bytes of all constant tensors. 64 GiB unless set.</summary>
    public long MaxParameterBytes { get; init; } = 64 * Gibibyte;

    /// <summary>
    /// Bytes of a tensor that a node makes from constants, such as <c>ConstantOfShape</c>. 1 GiB unless set, as the
    /// runtime's own limit for folding constants.
    /// </summary>
    public long MaxComputedTensorBytes { get; init; } = Gibibyte;

    /// <summary>Bytes of documentation and properties. 64 MiB unless set.</summary>
    public long MaxTextBytes { get; init; } = 64 * Mebibyte;

    /// <summary>Memory that reading the structure may take, about. 128 MiB unless set.</summary>
    public long MaxStructureBytes { get; init; } = 128 * Mebibyte;
}
