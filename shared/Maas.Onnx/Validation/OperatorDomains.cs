using System.Collections.Frozen;

namespace Maas.Onnx.Validation;

/// <summary>
/// Domains whose operators ONNX Runtime 1.31 runs on its own, and their versions. Others come from libraries of
/// machine code, which nobody loads for a model.
/// </summary>
internal static class OperatorDomains
{
    private static readonly FrozenDictionary<string, (long Min, long Max)> Versions = new Dictionary<string, (long, long)>
    {
        // Operators older than 7 differ in ways the runtime has forgotten.
        [""] = (7, 26),
        ["ai.onnx.ml"] = (1, 5),
        ["com.microsoft"] = (1, 1),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null for an unknown domain.</summary>
    public static (long Min, long Max)? FindVersions(string domain) =>
        Versions.TryGetValue(domain, out var range) ? range : null;

    /// <summary>A domain as a person reads it.</summary>
    public static string Shown(string domain) => domain.Length == 0 ? "'ai.onnx'" : $"'{ProblemList.Shown(domain)}'";
}
