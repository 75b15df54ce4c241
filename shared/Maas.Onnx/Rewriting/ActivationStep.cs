using Maas.Onnx.Building;

namespace Maas.Onnx.Rewriting;

/// <summary>How activations become 8-bit integers without a sign: x = scale * (q - zero).</summary>
/// <param name="Scale">Above 0.</param>
/// <param name="Zero">The integer that stands for 0 exactly.</param>
internal readonly record struct ActivationStep(float Scale, byte Zero)
{
    private const float Smallest = 1e-30f;

    /// <summary>Of a range, which is widened to hold 0.</summary>
    public static ActivationStep Of(float low, float high)
    {
        var (from, to) = (Math.Min(low, 0), Math.Max(high, 0));
        var scale = Math.Max((to - from) / byte.MaxValue, Smallest);
        return new ActivationStep(scale, (byte)Math.Clamp(MathF.Round(-from / scale), 0, byte.MaxValue));
    }

    /// <summary>Adds the nodes that make integers of a value and numbers of these.</summary>
    public string Append(GraphDraft draft, string value)
    {
        var scale = draft.Constant($"{value}_step", OnnxTensors.Floats([Scale], []));
        var zero = draft.Constant($"{value}_zero", OnnxTensors.UInt8s([Zero], []));
        return draft.Node("DequantizeLinear", $"{value}_again", [draft.Node("QuantizeLinear", $"{value}_small", [value, scale, zero]), scale, zero]);
    }
}
