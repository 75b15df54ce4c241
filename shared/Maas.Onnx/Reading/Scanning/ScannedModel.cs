namespace Maas.Onnx.Reading.Scanning;

/// <summary>What the rules need to know of a model; no tensor data.</summary>
internal sealed class ScannedModel
{
    /// <summary>Null when the file has none, as no ONNX file does.</summary>
    public long? IrVersion { get; set; }

    public List<OperatorSet> OperatorSets { get; } = [];

    public ScannedGraph? Graph { get; set; }

    public List<ScannedFunction> Functions { get; } = [];

    public bool HasTraining { get; set; }
}

/// <summary>Operators of a domain as of a version. The standard domain is the empty one.</summary>
internal readonly record struct OperatorSet(string Domain, long Version);
