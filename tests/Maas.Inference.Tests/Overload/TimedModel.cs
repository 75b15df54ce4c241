using System.Diagnostics;
using Maas.Contracts.Oip;
using Maas.Inference.Batching;
using Maas.Inference.Models;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Overload;

/// <summary>A model whose runs take a known time, each request alone: a loop of as many rounds as that takes here.</summary>
internal sealed class TimedModel
{
    public const string Name = "timed";

    private readonly byte[] _rounds;

    private TimedModel(ServedModel model, long rounds) => (Model, _rounds) = (model, Requests.Bytes(rounds));

    public ServedModel Model { get; }

    /// <summary>Loads it and finds out how many rounds a run of that time has.</summary>
    public static TimedModel Load(TimeSpan run)
    {
        var model = LoadedModels.Load(OnnxModels.Loop(), Name);
        const long tried = 2000;
        var timed = new TimedModel(model, tried);
        var best = Enumerable.Range(0, 10).Min(_ => timed.Measure());
        return new TimedModel(model, Math.Max(1, (long)(tried * (run / best))));
    }

    public ModelInferRequest Request() => new()
    {
        ModelName = Name,
        Inputs = { Requests.Input("times", "INT64"), Requests.Input("x", "FP32") },
        RawInputContents =
        {
            Google.Protobuf.ByteString.CopyFrom(_rounds), Google.Protobuf.ByteString.CopyFrom(Requests.Bytes(0f)),
        },
    };

    /// <summary>Puts the request into a job that has its model.</summary>
    public void Fill(InferJob job)
    {
        job.CopyInput(0, [], _rounds);
        job.CopyInput(1, [], Requests.Bytes(0f));
        job.Seal(null);
    }

    private TimeSpan Measure()
    {
        var begin = Stopwatch.GetTimestamp();
        Model.Run(
            [new Tensor("times", TensorDataType.Int64, [], _rounds), new Tensor("x", TensorDataType.Fp32, [], Requests.Bytes(0f))],
            [], CancellationToken.None);
        return Stopwatch.GetElapsedTime(begin);
    }
}
