using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Api.Rest;

/// <summary>Writes the elements of a tensor as a flat JSON array; floating-point numbers so that they read back to the same bits.</summary>
internal static class JsonTensorWriter
{
    /// <exception cref="MaasException"><c>CONTENT_MALFORMED</c>: JSON has no form for these elements.</exception>
    public static void Write(Utf8JsonWriter json, Tensor tensor)
    {
        if (tensor.DataType is TensorDataType.Fp16 or TensorDataType.Bf16)
        {
            throw InferenceErrors.ContentMalformed(
                tensor.Name, $"{tensor.DataType.OipName} has no form in JSON: ask for it with the parameter 'binary_data'.");
        }

        json.WriteStartArray();
        WriteElements(json, tensor);
        json.WriteEndArray();
    }

    private static void WriteElements(Utf8JsonWriter json, Tensor tensor)
    {
        var content = tensor.Content.Span;
        switch (tensor.DataType)
        {
            case TensorDataType.Bool:
                Each<byte>(content, json, static (json, value) => json.WriteBooleanValue(value != 0));
                break;
            case TensorDataType.UInt8:
                Each<byte>(content, json, static (json, value) => json.WriteNumberValue(value));
                break;
            case TensorDataType.UInt16:
                Each<ushort>(content, json, static (json, value) => json.WriteNumberValue(value));
                break;
            case TensorDataType.UInt32:
                Each<uint>(content, json, static (json, value) => json.WriteNumberValue(value));
                break;
            case TensorDataType.UInt64:
                Each<ulong>(content, json, static (json, value) => json.WriteNumberValue(value));
                break;
            case TensorDataType.Int8:
                Each<sbyte>(content, json, static (json, value) => json.WriteNumberValue(value));
                break;
            case TensorDataType.Int16:
                Each<short>(content, json, static (json, value) => json.WriteNumberValue(value));
                break;
            case TensorDataType.Int32:
                Each<int>(content, json, static (json, value) => json.WriteNumberValue(value));
                break;
            case TensorDataType.Int64:
                Each<long>(content, json, static (json, value) => json.WriteNumberValue(value));
                break;
            case TensorDataType.Fp32:
                Each<float>(content, json, WriteFloat);
                break;
            case TensorDataType.Fp64:
                Each<double>(content, json, WriteDouble);
                break;
            default:
                WriteTexts(json, tensor.Name, content);
                break;
        }
    }

    private static void Each<T>(ReadOnlySpan<byte> content, Utf8JsonWriter json, Action<Utf8JsonWriter, T> write)
        where T : unmanaged
    {
        foreach (var value in MemoryMarshal.Cast<byte, T>(content))
        {
            write(json, value);
        }
    }

    private static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
            return;
        }

        WriteSpecial(json, value);
    }

    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
            return;
        }

        WriteSpecial(json, value);
    }

    private static void WriteSpecial(Utf8JsonWriter json, double value) =>
        json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");

    private static void WriteTexts(Utf8JsonWriter json, string name, ReadOnlySpan<byte> content)
    {
        while (BytesContent.TryReadNext(ref content, out var text))
        {
            if (!Utf8.IsValid(text))
            {
                throw InferenceErrors.ContentMalformed(
                    name, "an element is not UTF-8, so it has no form in JSON: ask for it with the parameter 'binary_data'.");
            }

            json.WriteStringValue(text);
        }
    }
}
