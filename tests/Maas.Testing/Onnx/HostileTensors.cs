using Google.Protobuf;
using Maas.Contracts.Onnx;
using static Maas.Contracts.Onnx.TensorProto.Types;
using static Maas.Testing.Onnx.ModelParts;

namespace Maas.Testing.Onnx;

/// <summary>Constants that lie about themselves.</summary>
internal static class HostileTensors
{
    public static IEnumerable<HostileModel> All() =>
    [
        Of("dims-negative", "A size below zero", t => t.Dims[0] = -2, "has the dimensions [-2]"),
        Of("dims-negative-pair", "Two that make a positive product", t => t.Dims.AddRange([-2, -1]), "has the dimensions"),
        Of("dims-overflow", "A product that wraps around to 2", t => t.Dims.AddRange([1L << 32, 1L << 32]), "less than 2^63 elements"),
        Of("dims-huge", "4 TiB of nothing", t => t.Dims.Add(1L << 39), "expected at most 4294967296"),
        Of("dims-many", "A thousand dimensions", t => t.Dims.AddRange(Enumerable.Repeat(1L, 1000)), "Expected at most 32 dimensions"),
        Of("raw-short", "Less data than said", t => SetRaw(t, 7), "has 7 bytes of raw_data, expected 8."),
        Of("raw-long", "More data than said", t => SetRaw(t, 800), "has 800 bytes of raw_data, expected 8."),
        Of("data-short", "Fewer numbers than said", t => t.Dims[0] = 3, "has 2 in float_data, expected 3 in float_data."),
        Of("data-none", "No numbers at all", t => t.FloatData.Clear(), "has no data, expected 2 in float_data."),
        Of("data-twice", "Which of the two is meant?", t => t.RawData = ByteString.CopyFrom(new byte[8]), "has its data twice"),
        Of("data-elsewhere", "Numbers in the wrong field", t => Move(t), "has 2 in int64_data, expected 2 in float_data."),
        Of("type-unknown", "A type nobody has", t => t.DataType = 77, "of the unknown type 77"),
        Of("type-none", "No type", t => t.ClearDataType(), "of the unknown type 0"),
        Of("segment", "A part of something", t => t.Segment = new TensorProto.Types.Segment { Begin = 0, End = 9 }, "is a segment of a tensor"),
        Of("texts-many", "A trillion texts", t => SetTexts(t, 1L << 40), "expected at most 4294967296"),
        Of("texts-raw", "Texts as raw bytes", t => { SetTexts(t, 8); SetRaw(t, 8); }, "is text in raw_data"),
        Sparse("sparse-index", "An index beyond the end", [1000], "has the index 1000, expected 0 to 1."),
        Sparse("sparse-negative", "An index before the start", [-1], "has the index -1, expected 0 to 1."),
        Sparse("sparse-indices", "More indices than values", [0, 1, 0], "expected Int64 and [1] or [1, 1]."),
        Sparse("sparse-dense", "One value of a trillion", [0], "when it is written out", 1L << 40),
        new("sparse-empty", "No values", () => Changed(m => m.Graph.SparseInitializer.Add(new SparseTensorProto()))
        ) { RefusedWith = "has no values or no indices" },
    ];

    private static HostileModel Of(string name, string attack, Action<TensorProto> change, string with) =>
        new($"tensor-{name}", attack, () => Changed(m => change(m.Graph.Initializer[0]))) { RefusedWith = with };

    private static HostileModel Sparse(string name, string attack, long[] indices, string with, long size = 2) => new(
        name, attack, () => Changed(m =>
        {
            m.Graph.Initializer.Clear();
            m.Graph.SparseInitializer.Add(new SparseTensorProto { Values = Floats("w", 1), Indices = Int64s("", indices), Dims = { size } });
        }))
    { RefusedWith = with };

    private static void SetRaw(TensorProto tensor, int bytes)
    {
        tensor.FloatData.Clear();
        tensor.RawData = ByteString.CopyFrom(new byte[bytes]);
    }

    private static void Move(TensorProto tensor)
    {
        tensor.FloatData.Clear();
        tensor.Int64Data.AddRange([1, 2]);
    }

    private static void SetTexts(TensorProto tensor, long count)
    {
        tensor.FloatData.Clear();
        tensor.DataType = (int)DataType.String;
        tensor.Dims[0] = count;
    }
}
