using Maas.Contracts.Onnx;
using Maas.Onnx.Reading;
using Maas.Onnx.Reading.Scanning;

namespace Maas.Onnx.Validation;

/// <summary>Inputs and outputs of the model: named once, and tensors of types that the protocol has.</summary>
internal sealed class SignatureRules(OnnxLimits limits, ProblemList problems)
{
    public void Check(ScannedGraph graph)
    {
        problems.AddTwins(graph.Inputs.Select(input => input.Name), "inputs");
        problems.AddTwins(graph.Outputs.Select(output => output.Name), "outputs");
        var defaults = graph.Initializers.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var input in graph.Inputs.Where(input => !defaults.Contains(input.Name)))
        {
            CheckType(input, "Input");
        }

        if (graph.Outputs.Count == 0)
        {
            problems.Add("The graph has no outputs.");
        }

        foreach (var output in graph.Outputs)
        {
            CheckType(output, "Output");
        }
    }

    /// <summary>A value that has passed the check.</summary>
    public static OnnxTensor ToTensor(ScannedValue value) => new(
        value.Name,
        OnnxDataTypes.FindName(value.Type!.TensorType.ElemType)!,
        value.Type.TensorType.Shape?.Dim.Select(ToSize).ToArray());

    private void CheckType(ScannedValue value, string kind)
    {
        var name = ProblemList.Shown(value.Name);
        if (value.Name.Length == 0)
        {
            problems.Add($"{kind} without a name.");
        }

        switch (value.Type?.ValueCase)
        {
            case TypeProto.ValueOneofCase.TensorType when OnnxDataTypes.FindName(value.Type.TensorType.ElemType) is null:
                var type = (TensorProto.Types.DataType)value.Type.TensorType.ElemType;
                problems.Add($"{kind} '{name}' has elements of type {type}, which cannot be served.");
                break;
            case TypeProto.ValueOneofCase.TensorType:
                CheckSize(value, $"{kind} '{name}'");
                break;
            case TypeProto.ValueOneofCase.SequenceType or TypeProto.ValueOneofCase.MapType:
                problems.Add(
                    $"{kind} '{name}' is a sequence or map, and only tensors can be served. " +
                    "Export scikit-learn models with zipmap=False.");
                break;
            default:
                problems.Add($"{kind} '{name}' is no tensor, and only tensors can be served.");
                break;
        }
    }

    private void CheckSize(ScannedValue value, string label)
    {
        var dims = value.Type!.TensorType.Shape?.Dim.Select(dimension => Math.Abs((double)ToSize(dimension)));
        List<double> shape = [.. dims ?? []];
        if (shape.Count > limits.MaxRank)
        {
            problems.Add($"{label} has {shape.Count} dimensions, expected at most {limits.MaxRank}.");
        }

        var bits = ElementSizes.FindBits((TensorProto.Types.DataType)value.Type.TensorType.ElemType) ?? 8;
        var bytes = shape.Aggregate(bits / 8.0, (product, size) => product * size);
        if (bytes > limits.MaxComputedTensorBytes)
        {
            problems.Add(
                $"{label} has at least {ProblemList.Shown(bytes)} bytes for one row, " +
                $"expected at most {limits.MaxComputedTensorBytes}.");
        }
    }

    private static long ToSize(TensorShapeProto.Types.Dimension dimension) =>
        dimension.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && dimension.DimValue >= 0
            ? dimension.DimValue
            : -1;
}
