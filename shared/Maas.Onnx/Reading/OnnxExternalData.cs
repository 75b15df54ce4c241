namespace Maas.Onnx.Reading;

/// <summary>Data of a tensor that lies in another file of the version.</summary>
/// <param name="Tensor">Name of the tensor; may be empty.</param>
/// <param name="Location">Path of the file, as the manifest has it.</param>
/// <param name="Offset">First byte, from 0.</param>
/// <param name="Length">Bytes.</param>
public sealed record OnnxExternalData(string Tensor, string Location, long Offset, long Length);
