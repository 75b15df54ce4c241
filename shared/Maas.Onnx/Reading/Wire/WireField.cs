namespace Maas.Onnx.Reading.Wire;

/// <summary>A field of a message. The value is read already, but for <see cref="WireType.Bytes"/>, which come next.</summary>
/// <param name="Number">1 or more.</param>
/// <param name="Type">How it is written.</param>
/// <param name="Value">The number itself; of bytes, how many there are, at most <see cref="long.MaxValue"/>.</param>
internal readonly record struct WireField(int Number, WireType Type, ulong Value)
{
    /// <summary>Bytes that come next.</summary>
    public long Length => (long)Value;
}
