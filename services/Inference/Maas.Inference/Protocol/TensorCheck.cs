using System.Globalization;
using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Protocol;

/// <summary>
/// Checks one input against what the graph says of it, so that ONNX Runtime never sees a tensor whose bytes do not
/// fit its shape. Copies nothing.
/// </summary>
internal static class TensorCheck
{
    // More dimensions than any exported model has; keeps a hostile shape from costing time.
    private const int MaxRank = 32;

    /// <summary>Gives the tensor when it fits.</summary>
    /// <exception cref="MaasException">
    /// <c>DATA_TYPE_MISMATCH</c>, <c>SHAPE_MISMATCH</c>, <c>CONTENT_SIZE_MISMATCH</c> or <c>CONTENT_MALFORMED</c>.
    /// </exception>
    public static Tensor Require(TensorInfo expected, SentTensor sent)
    {
        if (!TensorDataTypes.TryParse(sent.DataType, out var type) || type != expected.DataType)
        {
            throw InferenceErrors.DataTypeMismatch(sent.Name, expected.DataType.OipName, $"'{ErrorText.Short(sent.DataType)}'");
        }

        RequireShape(expected, sent);
        RequireContent(sent, type, CountOf(expected, sent));
        return new Tensor(sent.Name, type, sent.Shape, sent.Content);
    }

    /// <summary>A shape as text: <c>[-1,3]</c>.</summary>
    public static string Text(ReadOnlySpan<long> shape)
    {
        var sizes = new List<string>();
        foreach (var size in shape.Length > MaxRank ? shape[..MaxRank] : shape)
        {
            sizes.Add(size.ToString(CultureInfo.InvariantCulture));
        }

        return $"[{string.Join(',', sizes)}{(shape.Length > MaxRank ? ",…" : "")}]";
    }

    private static void RequireShape(TensorInfo expected, SentTensor sent)
    {
        // A graph that tells no rank looks as one of scalars does: ONNX Runtime knows which it is.
        var fits = expected.Shape.Length == 0 || expected.Shape.Length == sent.Shape.Length;
        for (var i = 0; fits && i < sent.Shape.Length; i++)
        {
            fits = sent.Shape[i] >= 0
                && (expected.Shape.Length == 0 || expected.Shape[i] < 0 || expected.Shape[i] == sent.Shape[i]);
        }

        if (!fits || sent.Shape.Length > MaxRank)
        {
            throw InferenceErrors.ShapeMismatch(sent.Name, ExpectedText(expected), Text(sent.Shape));
        }
    }

    private static long CountOf(TensorInfo expected, SentTensor sent)
    {
        try
        {
            var count = Tensor.CountOf(sent.Shape);
            _ = checked(count * Math.Max(1, expected.DataType.ElementSize));
            return count;
        }
        catch (OverflowException)
        {
            throw InferenceErrors.ShapeMismatch(
                sent.Name, $"{ExpectedText(expected)} with fewer than 2^63 bytes", Text(sent.Shape));
        }
    }

    private static void RequireContent(SentTensor sent, TensorDataType type, long count)
    {
        if (type == TensorDataType.Bytes)
        {
            RequireTexts(sent, count);
            return;
        }

        if (sent.Content.Length != count * type.ElementSize)
        {
            throw InferenceErrors.ContentSizeMismatch(sent.Name, count * type.ElementSize, sent.Content.Length);
        }

        // ONNX Runtime reads the byte as a C++ bool, of which other values are undefined.
        if (type == TensorDataType.Bool && sent.Content.Span.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var at)
        {
            throw InferenceErrors.ContentMalformed(
                sent.Name, $"element {at}: expected the byte 0 or 1, got {sent.Content.Span[at]}.");
        }
    }

    private static void RequireTexts(SentTensor sent, long expected)
    {
        var rest = sent.Content.Span;
        long count = 0;
        while (!rest.IsEmpty)
        {
            if (!BytesContent.TryReadNext(ref rest, out _))
            {
                throw InferenceErrors.ContentMalformed(
                    sent.Name,
                    $"element {count}: expected a 4-byte little-endian length and as many bytes after it; {rest.Length} bytes are left.");
            }

            count++;
        }

        if (count != expected)
        {
            throw InferenceErrors.ElementCountMismatch(sent.Name, expected, count);
        }
    }

    private static string ExpectedText(TensorInfo expected) =>
        expected.Shape.Length == 0 ? "sizes of 0 or more" : Text(expected.Shape);
}
