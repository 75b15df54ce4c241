using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>A constant tensor: how large it says it is, and how much data there is. Of the data only a shape's worth.</summary>
internal sealed class ScannedTensor
{
    /// <summary>No shape has more numbers.</summary>
    public const int MaxNumbers = 64;

    public string Name { get; set; } = "";

    public List<long> Dims { get; } = [];

    public DataType Type { get; set; }

    /// <summary>Bytes of <c>raw_data</c>; null when there is none.</summary>
    public long? RawBytes { get; set; }

    /// <summary><c>raw_data</c>, if it is 512 bytes at most.</summary>
    public byte[]? SmallRaw { get; set; }

    /// <summary>Elements of each typed field, by its number in <c>TensorProto</c>; null when there are none.</summary>
    public SortedDictionary<int, long>? Counts { get; set; }

    /// <summary>The first <see cref="MaxNumbers"/> of the typed fields.</summary>
    public List<double> Numbers { get; } = [];

    public bool IsExternal { get; set; }

    /// <summary>Keys and values that say where the data is; null when there are none.</summary>
    public List<(string Key, string Value)>? External { get; set; }

    public bool HasSegment { get; set; }
}

/// <summary>A tensor of which only the values that are not zero are written.</summary>
internal sealed class ScannedSparseTensor
{
    public ScannedTensor? Values { get; set; }

    public ScannedTensor? Indices { get; set; }

    public List<long> Dims { get; } = [];
}
