using Google.Protobuf;
using Maas.Contracts.Oip;

namespace Maas.Inference.Tests.Api.Wire;

/// <summary>Requests of which about half are right, and the others wrong in one of many ways.</summary>
internal static class RandomRequests
{
    public static ModelInferRequest Next(Random random)
    {
        var request = Good(random);
        for (var faults = random.Next(4) - 1; faults > 0; faults--)
        {
            Spoil(request, random);
        }

        return request;
    }

    private static ModelInferRequest Good(Random random)
    {
        var rows = random.Next(4);
        var request = random.Next(4) switch
        {
            0 => Pair(rows, random),
            1 => Requests.Raw("double", "FP64", [rows, 2], Requests.Bytes(Values(rows * 2, random.NextDouble))),
            2 => Requests.Raw("bool", "BOOL", [rows, 2], Values(rows * 2, () => (byte)random.Next(2))),
            _ => Requests.Raw("text", "BYTES", [rows, 2], Texts(random, rows * 2)),
        };
        request.Id = random.Next(2) == 0 ? "" : $"request-{random.Next()}";
        request.ModelVersion = random.Next(2) == 0 ? "" : "1";
        if (random.Next(4) == 0)
        {
            request.Parameters["priority"] = new InferParameter { Int64Param = random.Next(5) };
        }

        return request;
    }

    private static ModelInferRequest Pair(int rows, Random random)
    {
        var request = new ModelInferRequest { ModelName = "pair" };
        foreach (var name in random.Next(2) == 0 ? new[] { "a", "b" } : ["b", "a"])
        {
            request.Inputs.Add(Requests.Input(name, "FP32", rows, 1));
            request.RawInputContents.Add(ByteString.CopyFrom(Requests.Bytes(Values(rows, random.NextSingle))));
        }

        foreach (var output in random.Next(4) switch { 0 => ["sum"], 1 => ["difference", "sum"], 2 => ["sum", "difference"], _ => Array.Empty<string>() })
        {
            request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = output });
        }

        return request;
    }

    private static void Spoil(ModelInferRequest request, Random random)
    {
        var input = request.Inputs.Count > 0 ? request.Inputs[random.Next(request.Inputs.Count)] : new();
        Action[] faults =
        [
            () => request.ModelName = "unknown",
            () => request.ModelVersion = random.Next(2) == 0 ? "7" : "x",
            () => input.Name = "z",
            () => input.Datatype = random.Next(2) == 0 ? "INT32" : "fp32",
            () => input.Shape.Add(1),
            () => input.Shape[0] = random.Next(3) switch { 0 => -1, 1 => 9, _ => long.MaxValue },
            () => input.Shape.Clear(),
            () => input.Parameters["shared_memory_region"] = new InferParameter { StringParam = "r" },
            () => input.Contents = new InferTensorContents { Fp32Contents = { 1 } },
            () => request.Inputs.Add(input.Clone()),
            () => request.Inputs.Clear(),
            () => request.RawInputContents.Clear(),
            () => request.RawInputContents.Add(ByteString.CopyFrom(1, 2, 3)),
            () => request.RawInputContents[0] = ByteString.CopyFrom([.. request.RawInputContents[0], 7]),
            () => request.RawInputContents[0] = ByteString.CopyFrom([.. request.RawInputContents[0].Select(_ => (byte)0xFF)]),
            () => request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "z" }),
            () => request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "sum" }),
            () => request.Parameters["triton_x"] = new InferParameter { BoolParam = true },
            () => request.Parameters["mine"] = new InferParameter { StringParam = "anything" },
            () => request.Parameters["timeout"] = new InferParameter { StringParam = "soon" },
            () => request.Parameters["sequence_id"] = new InferParameter { Int64Param = 5 },
        ];
        try
        {
            faults[random.Next(faults.Length)]();
        }
        catch (ArgumentOutOfRangeException)
        {
            // What would be spoiled is gone already.
        }
    }

    private static T[] Values<T>(int count, Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];

    private static byte[] Texts(Random random, int count)
    {
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
        {
            var text = new byte[random.Next(5)];
            random.NextBytes(text);
            Maas.Inference.Models.BytesContent.Write(content, text);
        }

        return content.WrittenSpan.ToArray();
    }
}
