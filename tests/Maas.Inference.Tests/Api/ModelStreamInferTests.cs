using Grpc.Core;
using Maas.Contracts.Oip;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Api;

[CancelAfter(60_000)]
internal sealed class ModelStreamInferTests
{
    private ServingHost _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() =>
        _server = await ServingHost.StartAsync(ServingHost.Model(OnnxModels.Linear([2, 3], 1), "linear"));

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task ModelStreamInfer_OfManyRequests_AnswersInOrder(CancellationToken cancellationToken)
    {
        using var call = _server.Inference.ModelStreamInfer(cancellationToken: cancellationToken);
        var sending = SendAsync(call, Enumerable.Range(0, 200).Select(i => Request(i, rows: i % 7 == 0 ? 20_000 : 1)));

        var ids = await call.ResponseStream.ReadAllAsync(cancellationToken)
            .Select(answer => answer.InferResponse.Id).ToListAsync(cancellationToken);

        await sending;
        Assert.That(ids, Is.EqualTo(Enumerable.Range(0, 200).Select(i => $"{i}")));
    }

    [Test]
    public async Task ModelStreamInfer_WithBadRequest_AnswersInItsPlaceAndGoesOn(CancellationToken cancellationToken)
    {
        using var call = _server.Inference.ModelStreamInfer(cancellationToken: cancellationToken);
        var bad = Request(1);
        bad.Inputs[0].Datatype = "INT8";
        await SendAsync(call, [Request(0), bad, Request(2)]);

        var answers = await call.ResponseStream.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);

        Assert.That(answers.Select(answer => answer.InferResponse.Id), Is.EqualTo(new[] { "0", "1", "2" }));
        Assert.That(answers.Select(answer => answer.ErrorMessage.Length > 0), Is.EqualTo(new[] { false, true, false }));
        Assert.That(answers[1].ErrorMessage, Does.Contain("'x'").And.Contain("FP32").And.Contain("INT8"));
    }

    [Test]
    public async Task ModelStreamInfer_AskedForStatuses_EndsWithTheFirstFailure(CancellationToken cancellationToken)
    {
        using var call = _server.Inference.ModelStreamInfer(
            new Metadata { { "triton_grpc_error", "true" } }, cancellationToken: cancellationToken);
        var bad = Request(1);
        bad.ModelName = "nobody";
        await SendAsync(call, [Request(0), bad]);

        Assert.That(await call.ResponseStream.MoveNext(cancellationToken), Is.True);
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(cancellationToken));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task ModelStreamInfer_AskedForFinalMark_Marks(CancellationToken cancellationToken)
    {
        using var call = _server.Inference.ModelStreamInfer(cancellationToken: cancellationToken);
        var request = Request(0);
        request.Parameters["triton_enable_empty_final_response"] = new InferParameter { BoolParam = true };
        await SendAsync(call, [request]);

        var answers = await call.ResponseStream.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);

        Assert.That(answers.Single().InferResponse.Parameters["triton_final_response"].BoolParam, Is.True);
    }

    private static async Task SendAsync(
        AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> call, IEnumerable<ModelInferRequest> requests)
    {
        foreach (var request in requests)
        {
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
    }

    private static ModelInferRequest Request(int id, int rows = 1)
    {
        var request = Requests.Floats("linear", [rows, 2], new float[rows * 2]);
        request.Id = $"{id}";
        return request;
    }
}
