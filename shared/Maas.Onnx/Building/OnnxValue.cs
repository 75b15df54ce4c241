namespace Maas.Onnx.Building;

/// <summary>A value of a graph under construction: an input, a constant or what a node gives.</summary>
/// <param name="Name">Unique within its graph.</param>
public readonly record struct OnnxValue(string Name)
{
    /// <summary>An optional input of a node that is left out.</summary>
    public static OnnxValue None { get; } = new("");
}

/// <summary>A value that a caller of the model gets.</summary>
/// <param name="Value">The value; its name is the output's.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Outermost dimension first.</param>
public sealed record OnnxOutput(OnnxValue Value, OnnxElementType Type, params IReadOnlyList<OnnxDimension> Shape);
