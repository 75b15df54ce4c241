namespace Maas.Onnx.Validation;

/// <summary>
/// Paths of files within a version. Only what is plain on every system is one, so that a path cannot mean one thing
/// here and another to the runtime or to the file system.
/// </summary>
public static class ExternalPath
{
    private const int MaxLength = 255;

    /// <summary>
    /// Whether a path is relative, of A-Z, a-z, 0-9, <c>.</c>, <c>_</c>, <c>-</c> and <c>/</c> alone, and without
    /// empty, <c>.</c> or <c>..</c> segments.
    /// </summary>
    public static bool IsPlain(string path) =>
        path.Length is > 0 and <= MaxLength
        && path.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '/')
        && path.Split('/').All(segment => segment is not ("" or "." or ".."));
}
