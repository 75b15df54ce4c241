using Maas.Contracts.Onnx;
using Maas.Onnx.Building;

namespace Maas.Onnx.Rewriting;

/// <summary>Weights as small integers, with a scale for each slice along one dimension: w = scale * q.</summary>
/// <param name="Values">q, in [-64, 64], in the order of the weights.</param>
/// <param name="Scales">One per slice, above 0.</param>
/// <remarks>
/// Seven bits, not eight: processors without VNNI multiply 8-bit numbers in pairs and add both into 16 bits, which 255 * 127 * 2 would
/// overflow, and the same model would answer differently there. 255 * 64 * 2 fits. Source: ONNX Runtime, "Quantize ONNX models", reduce_range.
/// </remarks>
internal sealed record ChannelQuantization(sbyte[] Values, float[] Scales)
{
    private const int Largest = 64;

    // The smallest number of full precision: below it a quotient may be infinite.
    private const float SmallestScale = 1.17549435e-38f;

    /// <param name="weights">Row-major.</param>
    /// <param name="shape">Their dimensions.</param>
    /// <param name="axis">The dimension whose slices have a scale each.</param>
    /// <param name="leastScales">What each scale must not be below; null for 0.</param>
    public static ChannelQuantization Of(float[] weights, IReadOnlyList<long> shape, int axis, IReadOnlyList<float>? leastScales = null)
    {
        var channels = (int)shape[axis];
        var inner = (int)shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        var scales = new float[channels];
        for (var i = 0; i < weights.Length; i++)
        {
            ref var largest = ref scales[i / inner % channels];
            largest = Math.Max(largest, Math.Abs(weights[i]));
        }

        for (var c = 0; c < channels; c++)
        {
            // Of a slice of zeros any scale will do.
            scales[c] = Math.Max(scales[c] > 0 ? Math.Max(scales[c] / Largest, SmallestScale) : 1, leastScales?[c] ?? 0);
        }

        var values = new sbyte[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            values[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scales[i / inner % channels]), -Largest, Largest);
        }

        return new ChannelQuantization(values, scales);
    }

    /// <summary>Of a matrix [outputs, inputs] with a scale per output: q as [inputs, outputs].</summary>
    public sbyte[] Transposed()
    {
        var (rows, columns) = (Scales.Length, Values.Length / Scales.Length);
        var transposed = new sbyte[Values.Length];
        for (var i = 0; i < Values.Length; i++)
        {
            transposed[((i % columns) * rows) + (i / columns)] = Values[i];
        }

        return transposed;
    }

    /// <summary>Adds q and the node that makes weights of it.</summary>
    /// <param name="draft">Gets them.</param>
    /// <param name="weights">The constant that they are made of.</param>
    /// <param name="axis">The dimension whose slices have a scale each.</param>
    /// <returns>FLOAT, of the same dimensions.</returns>
    public static string Append(GraphDraft draft, TensorProto weights, int axis) =>
        Of(OnnxTensors.ReadFloats(weights), weights.Dims, axis).AppendTo(draft, weights, axis);

    /// <inheritdoc cref="Append(GraphDraft, TensorProto, int)"/>
    public string AppendTo(GraphDraft draft, TensorProto weights, int axis)
    {
        // ONNX Runtime melts a fully connected layer into one of integers only where the zeros are written down.
        return draft.Node(
            "DequantizeLinear", $"{weights.Name}_wide",
            [
                draft.Constant($"{weights.Name}_int8", OnnxTensors.Int8s(Values, [.. weights.Dims])),
                draft.Constant($"{weights.Name}_scale", OnnxTensors.Floats(Scales, [Scales.Length])),
                draft.Constant($"{weights.Name}_zero", OnnxTensors.Int8s(new sbyte[Scales.Length], [Scales.Length])),
            ],
            OnnxArgument.Of("axis", axis));
    }
}
