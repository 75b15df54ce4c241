using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Onnx.Validation;

/// <summary>How elements of each type are stored. Source: onnx.proto, <c>TensorProto</c>.</summary>
internal static class ElementSizes
{
    /// <summary>Bits of an element in <c>raw_data</c>; null for text, which has none, and for types that do not exist.</summary>
    public static int? FindBits(DataType type) => type switch
    {
        DataType.Int2 or DataType.Uint2 => 2,
        DataType.Int4 or DataType.Uint4 or DataType.Float4E2M1 => 4,
        DataType.Bool or DataType.Int8 or DataType.Uint8 => 8,
        DataType.Float8E4M3Fn or DataType.Float8E4M3Fnuz or DataType.Float8E5M2 or DataType.Float8E5M2Fnuz => 8,
        DataType.Float8E8M0 => 8,
        DataType.Int16 or DataType.Uint16 or DataType.Float16 or DataType.Bfloat16 => 16,
        DataType.Int32 or DataType.Uint32 or DataType.Float => 32,
        DataType.Int64 or DataType.Uint64 or DataType.Double or DataType.Complex64 => 64,
        DataType.Complex128 => 128,
        _ => null,
    };

    /// <summary>Number of the typed field in <c>TensorProto</c> that holds elements of this type.</summary>
    public static int FieldOf(DataType type) => type switch
    {
        DataType.Float or DataType.Complex64 => 4,
        DataType.String => 6,
        DataType.Int64 => 7,
        DataType.Double or DataType.Complex128 => 10,
        DataType.Uint32 or DataType.Uint64 => 11,
        _ => 5,
    };

    /// <summary>Entries of the typed field for this many elements: complex numbers take two, small ones share.</summary>
    public static long EntriesOf(DataType type, long elements) => type switch
    {
        DataType.Complex64 or DataType.Complex128 => checked(elements * 2),
        _ when FindBits(type) is { } bits and < 8 => BytesOf(elements, bits),
        _ => elements,
    };

    /// <summary>Bytes of elements packed without gaps.</summary>
    public static long BytesOf(long elements, int bits) => checked((long)(((Int128)elements * bits + 7) / 8));

    public static string NameOfField(int field) => field switch
    {
        4 => "float_data",
        5 => "int32_data",
        6 => "string_data",
        7 => "int64_data",
        10 => "double_data",
        _ => "uint64_data",
    };
}
