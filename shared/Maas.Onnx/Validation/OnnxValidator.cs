using Maas.Onnx.Reading;
using Maas.Onnx.Reading.Scanning;

namespace Maas.Onnx.Validation;

/// <summary>
/// Decides from a model's structure alone whether it may be loaded at all: memory and time are bounded whatever the
/// file says, and no weight is kept. What operators do with their inputs is left to the runtime. Thread-safe.
/// </summary>
/// <remarks>Source of the structural rules: github.com/onnx/onnx, docs/IR.md.</remarks>
public sealed class OnnxValidator(OnnxLimits limits)
{
    /// <summary>Reads a model from the stream's position to its end and checks it.</summary>
    /// <param name="model">Any length; need not be seekable.</param>
    /// <param name="files">Size in bytes of every file of the version by its path; only these may hold tensor data.</param>
    /// <exception cref="OnnxFormatException">Not an ONNX model that can be served; says all that is wrong.</exception>
    public OnnxGraph Read(Stream model, IReadOnlyDictionary<string, long> files)
    {
        var scanned = new ModelScanner(model, limits).Scan();
        var problems = new ProblemList();
        new HeaderRules(scanned, problems).Check();
        if (scanned.Graph is not { } graph)
        {
            throw new OnnxFormatException(problems.Problems);
        }

        new SignatureRules(limits, problems).Check(graph);
        new ScopeRules(problems).Check(scanned);
        new OperatorRules(scanned, problems).Check();
        var external = new ExternalDataRules(files, problems);
        var tensors = new TensorRules(limits, external, problems);
        var parameterBytes = tensors.Check(scanned);
        new ComputedSizeRules(limits, problems).Check(scanned);
        var nodes = new ExpansionRules(limits, problems).Check(scanned);
        return problems.IsEmpty
            ? Describe(scanned, graph) with
            {
                ExternalData = external.References,
                ExpandedNodeCount = nodes,
                ParameterBytes = parameterBytes,
            }
            : throw new OnnxFormatException(problems.Problems);
    }

    private static OnnxGraph Describe(ScannedModel model, ScannedGraph graph)
    {
        var defaults = graph.Initializers.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return new OnnxGraph
        {
            IrVersion = model.IrVersion!.Value,
            OperatorSets = model.OperatorSets.ToDictionary(set => set.Domain, set => set.Version),
            Inputs = [.. graph.Inputs.Where(input => !defaults.Contains(input.Name)).Select(SignatureRules.ToTensor)],
            Outputs = [.. graph.Outputs.Select(SignatureRules.ToTensor)],
        };
    }
}
