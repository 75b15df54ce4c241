using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Inference.Batching;
using Maas.Inference.Buffers;
using Maas.Inference.Models;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;
using DataType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Inference.Tests.Batching;

/// <summary>Requests of all kinds at once: batching must show in nothing but speed.</summary>
internal sealed class RandomMixTests
{
    private const int RequestCount = 10_000;
    private const int CallerCount = 48;

    [Test]
    [CancelAfter(300_000)]
    public async Task ModelInfer_OfRandomMixes_AnswersEachAsIfItWereAlone()
    {
        var seed = Environment.TickCount & 0xFFFF;
        ServedModel[] models =
        [
            LoadedModels.Load(OnnxModels.IdentityOfShape(DataType.Float, -1, -1), "any"),
            LoadedModels.Load(OnnxModels.Linear([[1.5f, -2f], [0.25f, 3f], [7f, 0.1f]], [1, 2]), "linear"),
            LoadedModels.Load(OnnxModels.Identity(DataType.Float16), "half"),
            LoadedModels.Load(OnnxModels.Identity(DataType.String), "text"),
            LoadedModels.Load(OnnxModels.LookUp(10, 20, 30), "look-up"),
        ];
        await using var host = await ServingHost.StartAsync(models);
        var counts = new Dictionary<string, int>();

        await Task.WhenAll(Enumerable.Range(0, CallerCount).Select(async caller =>
        {
            var random = new Random((seed * 1000) + caller);
            for (var i = 0; i < RequestCount / CallerCount; i++)
            {
                var outcome = await OneAsync(host, models, random);
                lock (counts)
                {
                    counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
                }
            }
        }));

        var runs = await host.Inference.ModelStatisticsAsync(new ModelStatisticsRequest());
        var largest = runs.ModelStats.Max(model => model.BatchStats.Max(batch => (long)batch.BatchSize));
        await TestContext.Out.WriteLineAsync(
            $"seed {seed}: {string.Join(", ", counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"))}; largest run {largest} rows");
        Assert.That(counts.GetValueOrDefault("different"), Is.Zero);
        Assert.That(counts["equal"], Is.GreaterThan(RequestCount / 2));
        Assert.That(largest, Is.GreaterThan(4));
        Assert.That(() => host.Host.Services.GetRequiredService<BufferPool>().RentedCount, Is.Zero.After(5000, 10));
        var schedulers = host.Host.Services.GetRequiredService<BatchSchedulers>();
        Assert.That(models.Select(model => schedulers.Of(model).QueuedRequests), Is.All.Zero);
    }

    private static async Task<string> OneAsync(ServingHost host, ServedModel[] models, Random random)
    {
        var model = models[random.Next(models.Length)];
        var input = InputOf(model.Model, random);
        var request = Requests.Raw(model.Model, input.DataType.OipName, input.Shape, input.Content.ToArray());
        if (random.Next(3) == 0)
        {
            request.Parameters["priority"] = new InferParameter { Int64Param = random.Next(4) };
        }

        using var stop = new CancellationTokenSource();
        if (random.Next(10) == 0)
        {
            stop.CancelAfter(TimeSpan.FromMilliseconds(random.Next(5)));
        }

        try
        {
            var answer = await host.Inference.ModelInferAsync(request, cancellationToken: stop.Token);
            var alone = model.Run([input], [], CancellationToken.None)[0];
            return answer.RawOutputContents[0].Span.SequenceEqual(alone.Content.Span) && answer.Outputs[0].Shape.SequenceEqual(alone.Shape)
                ? "equal"
                : "different";
        }
        catch (RpcException error)
        {
            return error.StatusCode.ToString();
        }
    }

    private static Tensor InputOf(string model, Random random)
    {
        var rows = 1 + random.Next(5);
        return model switch
        {
            "any" => Fill(TensorDataType.Fp32, [rows, 1 + random.Next(3)], random),
            "linear" => Fill(TensorDataType.Fp32, [rows, 3], random),
            "half" => Fill(TensorDataType.Fp16, [rows, 2], random),
            "text" => new Tensor("x", TensorDataType.Bytes, [rows, 2], Texts(rows * 2, random)),
            _ => new Tensor("x", TensorDataType.Int64, [rows], Requests.Bytes(Enumerable.Range(0, rows).Select(_ => (long)random.Next(random.Next(8) == 0 ? 9 : 3)).ToArray())),
        };
    }

    // Small numbers: an exponent of zeros and ones at random would give NaN, of which there are many.
    private static Tensor Fill(TensorDataType type, long[] shape, Random random)
    {
        var count = (int)Tensor.CountOf(shape);
        return new Tensor("x", type, shape, type == TensorDataType.Fp16
            ? Requests.Bytes(Enumerable.Range(0, count).Select(_ => (Half)random.NextSingle()).ToArray())
            : Requests.Bytes(Enumerable.Range(0, count).Select(_ => random.NextSingle()).ToArray()));
    }

    private static byte[] Texts(int count, Random random)
    {
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
        {
            BytesContent.Write(content, System.Text.Encoding.UTF8.GetBytes($"text {random.Next(1000)}"));
        }

        return content.WrittenSpan.ToArray();
    }
}
