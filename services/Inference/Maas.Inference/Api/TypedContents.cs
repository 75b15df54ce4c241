using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Api;

/// <summary>Typed contents of an input as raw content, so that the rest of the service knows one form alone.</summary>
internal static class TypedContents
{
    /// <summary>Encodes the one field that goes with the data type.</summary>
    /// <param name="tensor">Name, for errors.</param>
    /// <param name="type">Data type that the caller declared.</param>
    /// <param name="contents">What came.</param>
    /// <exception cref="MaasException"><c>CONTENT_MALFORMED</c>: another field holds values, or one does not fit the type.</exception>
    public static ReadOnlyMemory<byte> ToRaw(string tensor, TensorDataType type, InferTensorContents contents)
    {
        RequireField(tensor, type, contents);
        return type switch
        {
            TensorDataType.Bool => Copy(contents.BoolContents),
            TensorDataType.Int8 => Narrow<int, sbyte>(tensor, contents.IntContents),
            TensorDataType.Int16 => Narrow<int, short>(tensor, contents.IntContents),
            TensorDataType.Int32 => Copy(contents.IntContents),
            TensorDataType.Int64 => Copy(contents.Int64Contents),
            TensorDataType.UInt8 => Narrow<uint, byte>(tensor, contents.UintContents),
            TensorDataType.UInt16 => Narrow<uint, ushort>(tensor, contents.UintContents),
            TensorDataType.UInt32 => Copy(contents.UintContents),
            TensorDataType.UInt64 => Copy(contents.Uint64Contents),
            TensorDataType.Fp32 => Copy(contents.Fp32Contents),
            TensorDataType.Fp64 => Copy(contents.Fp64Contents),
            _ => Texts(contents),
        };
    }

    private static void RequireField(string tensor, TensorDataType type, InferTensorContents contents)
    {
        var wanted = FieldOf(type) ?? throw InferenceErrors.ContentMalformed(
            tensor, $"{type.OipName} has no typed contents: expected raw_input_contents.");
        foreach (var (field, values) in Fields(contents))
        {
            if (values.Count > 0 && field != wanted)
            {
                throw InferenceErrors.ContentMalformed(
                    tensor, $"{type.OipName} belongs into {wanted}, got {values.Count} elements in {field}.");
            }
        }
    }

    private static string? FieldOf(TensorDataType type) => type switch
    {
        TensorDataType.Bool => "bool_contents",
        TensorDataType.Int8 or TensorDataType.Int16 or TensorDataType.Int32 => "int_contents",
        TensorDataType.Int64 => "int64_contents",
        TensorDataType.UInt8 or TensorDataType.UInt16 or TensorDataType.UInt32 => "uint_contents",
        TensorDataType.UInt64 => "uint64_contents",
        TensorDataType.Fp32 => "fp32_contents",
        TensorDataType.Fp64 => "fp64_contents",
        TensorDataType.Bytes => "bytes_contents",
        _ => null,
    };

    private static IEnumerable<(string Field, ICollection Values)> Fields(InferTensorContents contents) =>
    [
        ("bool_contents", contents.BoolContents),
        ("int_contents", contents.IntContents),
        ("int64_contents", contents.Int64Contents),
        ("uint_contents", contents.UintContents),
        ("uint64_contents", contents.Uint64Contents),
        ("fp32_contents", contents.Fp32Contents),
        ("fp64_contents", contents.Fp64Contents),
        ("bytes_contents", contents.BytesContents),
    ];

    private static byte[] Copy<T>(RepeatedField<T> values)
        where T : unmanaged
    {
        var content = new T[values.Count];
        values.CopyTo(content, 0);
        return MemoryMarshal.AsBytes<T>(content).ToArray();
    }

    private static byte[] Narrow<TWide, TNarrow>(string tensor, RepeatedField<TWide> values)
        where TWide : unmanaged, IBinaryInteger<TWide>
        where TNarrow : unmanaged, IBinaryInteger<TNarrow>, IMinMaxValue<TNarrow>
    {
        var content = new TNarrow[values.Count];
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = TNarrow.CreateTruncating(values[i]);
            if (TWide.CreateTruncating(content[i]) != values[i])
            {
                throw InferenceErrors.ContentMalformed(tensor, string.Create(
                    CultureInfo.InvariantCulture,
                    $"element {i}: expected {TNarrow.MinValue} to {TNarrow.MaxValue}, got {values[i]}."));
            }
        }

        return MemoryMarshal.AsBytes<TNarrow>(content).ToArray();
    }

    private static ReadOnlyMemory<byte> Texts(InferTensorContents contents)
    {
        var content = new ArrayBufferWriter<byte>();
        foreach (var text in contents.BytesContents)
        {
            BytesContent.Write(content, text.Span);
        }

        return content.WrittenMemory;
    }
}
