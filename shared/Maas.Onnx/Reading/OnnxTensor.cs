namespace Maas.Onnx.Reading;

/// <summary>One input or output of a graph.</summary>
/// <param name="Name">Case-sensitive.</param>
/// <param name="DataType">Open Inference Protocol name of the element type: <c>FP32</c>, <c>INT64</c>, <c>BYTES</c>, …</param>
/// <param name="Shape">
/// Size of each dimension, outermost first; -1 is any size. Null when the graph does not even tell the rank.
/// </param>
public sealed record OnnxTensor(string Name, string DataType, IReadOnlyList<long>? Shape);
