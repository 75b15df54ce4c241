namespace Maas.Onnx.Layout;

/// <summary>A file of a version.</summary>
/// <param name="Path">Its path within the version, with slashes.</param>
/// <param name="SourceFile">Where its bytes are now. Never written to.</param>
public readonly record struct LinkedFile(string Path, string SourceFile);
