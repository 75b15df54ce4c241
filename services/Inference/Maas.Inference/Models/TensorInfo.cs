using System.Text;

namespace Maas.Inference.Models;

/// <summary>What a graph says of one input or output.</summary>
/// <param name="Name">Name in the graph, case-sensitive.</param>
/// <param name="DataType">Element type.</param>
/// <param name="Shape">Size of each dimension, outermost first; -1 is any size.</param>
internal sealed record TensorInfo(string Name, TensorDataType DataType, long[] Shape)
{
    /// <summary><see cref="Name"/> in UTF-8, as it stands in every answer.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>Name of each dimension of any size, empty where it has none; equal names have equal sizes. Empty when the graph names none.</summary>
    public IReadOnlyList<string> DimensionNames { get; init; } = [];
}
