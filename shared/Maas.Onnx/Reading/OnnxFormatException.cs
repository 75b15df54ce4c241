namespace Maas.Onnx.Reading;

/// <summary>A file is not an ONNX model that can be served.</summary>
/// <param name="problems">At least one English sentence, each naming what was expected and what was found.</param>
/// <param name="innerException">What led to it.</param>
public sealed class OnnxFormatException(IReadOnlyList<string> problems, Exception? innerException = null)
    : Exception(string.Join(" ", problems), innerException)
{
    /// <summary>All that is wrong, as far as it could be read.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
