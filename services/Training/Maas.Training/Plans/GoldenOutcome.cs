namespace Maas.Training.Plans;

/// <summary>Inputs of the artifact with the outputs it gives for them.</summary>
public sealed record GoldenOutcome
{
    /// <summary>Every input of the graph.</summary>
    public required IReadOnlyList<TensorContent> Inputs { get; init; }

    /// <summary>Every output of the graph.</summary>
    public required IReadOnlyList<TensorContent> Outputs { get; init; }

    /// <summary>Largest allowed absolute difference of a floating-point element on another device.</summary>
    public required double Tolerance { get; init; }
}

/// <summary>A tensor with its elements.</summary>
public sealed record TensorContent
{
    /// <summary>Name in the graph.</summary>
    public required string Name { get; init; }

    /// <summary>Element type by its Open Inference Protocol name: <c>FP32</c> or <c>BYTES</c>.</summary>
    public required string DataType { get; init; }

    /// <summary>Size of each dimension, outermost first.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>
    /// Elements in the protocol's raw form: row-major, little-endian, no padding; <c>BYTES</c> elements each
    /// behind a 4-byte little-endian length. Base64 in JSON.
    /// </summary>
    public required byte[] Content { get; init; }
}
