namespace Maas.Testing.Onnx;

/// <summary>Writes protobuf by hand, also what no writer would.</summary>
internal static class WireBytes
{
    /// <summary>A field of bytes.</summary>
    public static byte[] Message(int field, ReadOnlySpan<byte> bytes) => [.. Head(field, (ulong)bytes.Length), .. bytes];

    /// <summary>The beginning of a field of bytes, which may or may not follow.</summary>
    public static byte[] Head(int field, ulong length) => [.. Varint(((ulong)field << 3) | 2), .. Varint(length)];

    /// <summary>A field of a number.</summary>
    public static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
