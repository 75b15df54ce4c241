namespace Maas.Onnx.Reading.Wire;

/// <summary>How a field's value is written. Source: protobuf.dev, "Encoding", "Message Structure".</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
