using System.Runtime.InteropServices;
using Google.Protobuf;
using Maas.Contracts.Oip;

namespace Maas.Inference.Tests;

/// <summary>Infer requests in the protocol's messages.</summary>
internal static class Requests
{
    public static ModelInferRequest Raw(string model, string datatype, long[] shape, byte[] content, string name = "x") => new()
    {
        ModelName = model,
        Inputs = { Input(name, datatype, shape) },
        RawInputContents = { ByteString.CopyFrom(content) },
    };

    public static ModelInferRequest Floats(string model, long[] shape, params float[] values) =>
        Raw(model, "FP32", shape, Bytes<float>(values));

    public static ModelInferRequest.Types.InferInputTensor Input(string name, string datatype, params long[] shape) =>
        new() { Name = name, Datatype = datatype, Shape = { shape } };

    public static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    public static float[] Floats(ByteString content) => MemoryMarshal.Cast<byte, float>(content.Span).ToArray();
}
