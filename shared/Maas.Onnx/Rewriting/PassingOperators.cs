using Maas.Contracts.Onnx;

namespace Maas.Onnx.Rewriting;

/// <summary>Operators whose output holds numbers of their input alone, so that what describes one describes the other.</summary>
internal static class PassingOperators
{
    public static bool Contains(NodeProto node) => node.OpType is "MaxPool" or "GlobalMaxPool" or "Reshape" or "Flatten" or "Transpose";
}
