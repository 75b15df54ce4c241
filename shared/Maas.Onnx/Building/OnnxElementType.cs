using System.Diagnostics.CodeAnalysis;

namespace Maas.Onnx.Building;

/// <summary>Element types a graph can be built with. Values are those of <c>TensorProto.DataType</c>.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names are those of the specification.")]
public enum OnnxElementType
{
    /// <summary>IEEE 754 single precision.</summary>
    Float = 1,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 3,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 6,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Text, UTF-8.</summary>
    String = 8,

    /// <summary>Truth value.</summary>
    Bool = 9,

    /// <summary>IEEE 754 half precision.</summary>
    Float16 = 10,

    /// <summary>IEEE 754 double precision.</summary>
    Double = 11,
}
