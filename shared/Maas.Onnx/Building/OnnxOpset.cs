namespace Maas.Onnx.Building;

/// <summary>
/// The operator sets that graphs are built with: those of ONNX 1.16, which every ONNX Runtime from 1.18 on reads.
/// </summary>
/// <param name="Domain">Empty is <c>ai.onnx</c>.</param>
/// <param name="Version">Version that is imported.</param>
public readonly record struct OnnxOpset(string Domain, long Version)
{
    /// <summary>Version of the file format, see onnx <c>docs/Versioning.md</c>.</summary>
    public const long IrVersion = 10;

    /// <summary>The core operators.</summary>
    public static OnnxOpset Core { get; } = new("", 21);

    /// <summary>Operators of classical machine learning. ONNX Runtime runs them on the CPU only.</summary>
    public static OnnxOpset MachineLearning { get; } = new("ai.onnx.ml", 3);

    /// <summary>Operators that ONNX Runtime adds. Texts are cut on the CPU only.</summary>
    public static OnnxOpset Microsoft { get; } = new("com.microsoft", 1);
}
