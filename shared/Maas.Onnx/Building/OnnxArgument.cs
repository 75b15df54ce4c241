using Google.Protobuf;
using Maas.Contracts.Onnx;
using AttributeType = Maas.Contracts.Onnx.AttributeProto.Types.AttributeType;

namespace Maas.Onnx.Building;

/// <summary>A named, constant argument of a node: what the specification calls an attribute.</summary>
public sealed class OnnxArgument
{
    private OnnxArgument(AttributeProto proto) => Proto = proto;

    internal AttributeProto Proto { get; }

    /// <summary>An integer, also a flag or an element type.</summary>
    public static OnnxArgument Of(string name, long value) =>
        new(new AttributeProto { Name = name, Type = AttributeType.Int, I = value });

    /// <summary>Several integers.</summary>
    public static OnnxArgument Of(string name, IEnumerable<long> values) =>
        new(new AttributeProto { Name = name, Type = AttributeType.Ints, Ints = { values } });

    /// <summary>A number.</summary>
    public static OnnxArgument Of(string name, float value) =>
        new(new AttributeProto { Name = name, Type = AttributeType.Float, F = value });

    /// <summary>Several numbers.</summary>
    public static OnnxArgument Of(string name, IEnumerable<float> values) =>
        new(new AttributeProto { Name = name, Type = AttributeType.Floats, Floats = { values } });

    /// <summary>Several numbers in double precision, as a tensor of one dimension.</summary>
    public static OnnxArgument Doubles(string name, ReadOnlySpan<double> values) =>
        new(new AttributeProto { Name = name, Type = AttributeType.Tensor, T = OnnxTensors.Doubles(values, [values.Length]) });

    /// <summary>A text.</summary>
    public static OnnxArgument Of(string name, string value) =>
        new(new AttributeProto { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) });

    /// <summary>Several texts.</summary>
    public static OnnxArgument Of(string name, IEnumerable<string> values) => new(new AttributeProto
    {
        Name = name,
        Type = AttributeType.Strings,
        Strings = { values.Select(ByteString.CopyFromUtf8) },
    });
}
