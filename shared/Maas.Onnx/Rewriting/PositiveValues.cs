namespace Maas.Onnx.Rewriting;

/// <summary>Values of a body that are never below zero, so that integers without a sign hold them.</summary>
internal sealed class PositiveValues
{
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    public PositiveValues(ModelBody body)
    {
        foreach (var node in body.Nodes)
        {
            if (node.OpType is "Relu" or "Sigmoid" || (PassingOperators.Contains(node) && _values.Contains(node.Input[0])))
            {
                _values.Add(node.Output[0]);
            }
        }
    }

    public bool Contains(string value) => _values.Contains(value);
}
