namespace Maas.Inference.Protocol;

/// <summary>An input as a caller sent it: nothing of it is checked yet.</summary>
/// <param name="Name">Name the caller gave.</param>
/// <param name="DataType">Protocol name the caller gave, e.g. <c>FP32</c>.</param>
/// <param name="Shape">Sizes the caller gave; they may be negative.</param>
/// <param name="Content">Elements in the protocol's raw form; not copied.</param>
internal sealed record SentTensor(string Name, string DataType, long[] Shape, ReadOnlyMemory<byte> Content);
