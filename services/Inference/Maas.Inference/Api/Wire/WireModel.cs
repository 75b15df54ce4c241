using System.Runtime.CompilerServices;
using System.Text;
using Maas.Inference.Models;

namespace Maas.Inference.Api.Wire;

/// <summary>Names of one version as they stand in messages. Immutable, thread-safe.</summary>
internal sealed class WireModel
{
    // Weak: it goes with its model.
    private static readonly ConditionalWeakTable<ServedModel, WireModel> Known = [];

    private readonly byte[][] _inputNames;
    private readonly IReadOnlyList<TensorInfo> _inputs;
    private readonly byte[][] _outputNames;

    private WireModel(ServedModel model)
    {
        Version = Encoding.UTF8.GetBytes(model.Version);
        _inputNames = [.. model.Inputs.Select(input => input.Utf8Name)];
        _inputs = model.Inputs;
        _outputNames = [.. model.Outputs.Select(output => output.Utf8Name)];
        SharedSizes = [.. SharedSizesOf(model.Inputs)];
    }

    /// <summary>Number of the version.</summary>
    public byte[] Version { get; }

    /// <summary>Dimensions that the graph gives one name: they have one size.</summary>
    public IReadOnlyList<(int Input, int Dimension, int OtherInput, int OtherDimension)> SharedSizes { get; }

    /// <summary>What is known of a version.</summary>
    public static WireModel Of(ServedModel model) =>
        Known.TryGetValue(model, out var known) ? known : Known.GetValue(model, static model => new WireModel(model));

    /// <summary>Which input has this name; -1 when none.</summary>
    /// <param name="name">In UTF-8.</param>
    /// <param name="guess">Where it is looked for first.</param>
    public int InputIndex(ReadOnlySpan<byte> name, int guess) => IndexOf(_inputNames, name, guess);

    /// <summary>Which output has this name; -1 when none.</summary>
    public int OutputIndex(ReadOnlySpan<byte> name, int guess) => IndexOf(_outputNames, name, guess);

    /// <summary>Data type of an input.</summary>
    public ReadOnlySpan<byte> InputType(int index) => _inputs[index].DataType.Utf8OipName;

    private static int IndexOf(byte[][] names, ReadOnlySpan<byte> name, int guess)
    {
        if (guess < names.Length && name.SequenceEqual(names[guess]))
        {
            return guess;
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (name.SequenceEqual(names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static IEnumerable<(int, int, int, int)> SharedSizesOf(IReadOnlyList<TensorInfo> inputs)
    {
        var first = new Dictionary<string, (int Input, int Dimension)>(StringComparer.Ordinal);
        for (var input = 0; input < inputs.Count; input++)
        {
            for (var dimension = 0; dimension < inputs[input].DimensionNames.Count; dimension++)
            {
                var name = inputs[input].DimensionNames[dimension];
                if (name.Length > 0 && !first.TryAdd(name, (input, dimension)))
                {
                    yield return (first[name].Input, first[name].Dimension, input, dimension);
                }
            }
        }
    }
}
