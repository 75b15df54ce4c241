using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Api.Rest;

/// <summary>
/// Reads the elements of a tensor from a JSON array, flat or nested as the shape. Numbers must be values of the type: no
/// fractions for integers, nothing out of range, no texts for numbers but <c>"NaN"</c>, <c>"Infinity"</c> and
/// <c>"-Infinity"</c>, which JSON has no numbers for.
/// </summary>
internal static class JsonTensorReader
{
    /// <exception cref="MaasException"><c>CONTENT_MALFORMED</c>.</exception>
    public static ReadOnlyMemory<byte> ToRaw(string tensor, TensorDataType type, long[] shape, ReadOnlySpan<byte> array)
    {
        if (type is TensorDataType.Fp16 or TensorDataType.Bf16)
        {
            throw InferenceErrors.ContentMalformed(tensor, $"{type.OipName} has no form in JSON: expected binary data (parameter 'binary_data_size').");
        }

        var content = new ArrayBufferWriter<byte>();
        var nesting = new Nesting(tensor, shape);
        var reader = new Utf8JsonReader(array);
        var count = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    nesting.Open();
                    break;
                case JsonTokenType.EndArray:
                    nesting.Close();
                    break;
                default:
                    nesting.Element();
                    if (!TryWrite(ref reader, type, content))
                    {
                        throw InferenceErrors.ContentMalformed(
                            tensor, $"element {count}: expected a value of {type.OipName}, got {Shortened(ref reader)}.");
                    }

                    count++;
                    break;
            }
        }

        return content.WrittenMemory;
    }

    private static bool TryWrite(ref Utf8JsonReader reader, TensorDataType type, ArrayBufferWriter<byte> content)
    {
        var isNumber = reader.TokenType == JsonTokenType.Number;
        switch (type)
        {
            case TensorDataType.Bool:
                return reader.TokenType is JsonTokenType.True or JsonTokenType.False && Put<byte>(content, reader.GetBoolean() ? (byte)1 : (byte)0);
            case TensorDataType.Int8:
                return isNumber && reader.TryGetSByte(out var int8) && Put(content, int8);
            case TensorDataType.Int16:
                return isNumber && reader.TryGetInt16(out var int16) && Put(content, int16);
            case TensorDataType.Int32:
                return isNumber && reader.TryGetInt32(out var int32) && Put(content, int32);
            case TensorDataType.Int64:
                return isNumber && reader.TryGetInt64(out var int64) && Put(content, int64);
            case TensorDataType.UInt8:
                return isNumber && reader.TryGetByte(out var uint8) && Put(content, uint8);
            case TensorDataType.UInt16:
                return isNumber && reader.TryGetUInt16(out var uint16) && Put(content, uint16);
            case TensorDataType.UInt32:
                return isNumber && reader.TryGetUInt32(out var uint32) && Put(content, uint32);
            case TensorDataType.UInt64:
                return isNumber && reader.TryGetUInt64(out var uint64) && Put(content, uint64);
            case TensorDataType.Fp32:
                // Read as it is written: a detour over double would round twice.
                return isNumber
                    ? reader.TryGetSingle(out var fp32) && float.IsFinite(fp32) && Put(content, fp32)
                    : TryGetSpecial(ref reader, out var special32) && Put(content, (float)special32);
            case TensorDataType.Fp64:
                return isNumber
                    ? reader.TryGetDouble(out var fp64) && double.IsFinite(fp64) && Put(content, fp64)
                    : TryGetSpecial(ref reader, out var special64) && Put(content, special64);
            default:
                return reader.TokenType == JsonTokenType.String && PutText(content, JsonText.Of(ref reader));
        }
    }

    private static bool TryGetSpecial(ref Utf8JsonReader reader, out double value)
    {
        value = double.NaN;
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        switch (JsonText.Of(ref reader))
        {
            case "NaN":
                return true;
            case "Infinity":
                value = double.PositiveInfinity;
                return true;
            case "-Infinity":
                value = double.NegativeInfinity;
                return true;
            default:
                return false;
        }
    }

    private static bool Put<T>(ArrayBufferWriter<byte> content, T value)
        where T : unmanaged, INumberBase<T>
    {
        content.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
        return true;
    }

    private static bool PutText(ArrayBufferWriter<byte> content, string text)
    {
        BytesContent.Write(content, Encoding.UTF8.GetBytes(text));
        return true;
    }

    private static string Shortened(ref Utf8JsonReader reader)
    {
        var text = Encoding.UTF8.GetString(reader.ValueSpan.Length <= 64 ? reader.ValueSpan : reader.ValueSpan[..64]);
        return reader.TokenType switch
        {
            JsonTokenType.String => $"the text '{text}'",
            JsonTokenType.StartObject => "an object",
            _ => text,
        };
    }

    /// <summary>Checks that arrays inside arrays have the sizes of the shape.</summary>
    private struct Nesting(string tensor, long[] shape)
    {
        private readonly long[] _counts = new long[shape.Length + 2];
        private int _depth;
        private bool _isNested;
        private bool _hasFlatElements;

        public void Open()
        {
            if (_depth > 0)
            {
                _isNested = true;
                _counts[_depth]++;
            }

            if (++_depth > Math.Max(1, shape.Length) || (_isNested && _hasFlatElements))
            {
                throw Malformed();
            }

            _counts[_depth] = 0;
        }

        public void Close()
        {
            if (_isNested && _counts[_depth] != shape[_depth - 1])
            {
                throw Malformed();
            }

            _depth--;
        }

        public void Element()
        {
            if (_isNested && _depth != shape.Length)
            {
                throw Malformed();
            }

            _hasFlatElements |= _depth == 1 && shape.Length > 1;
            _counts[_depth]++;
        }

        private readonly MaasException Malformed() => InferenceErrors.ContentMalformed(
            tensor, $"expected a flat array, or arrays nested as the shape {Protocol.TensorCheck.Text(shape)}; got other nesting.");
    }
}
