using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Inference.V1;

namespace Maas.Inference.Tests.Predictions;

[CancelAfter(60_000)]
internal sealed class PredictStreamTests
{
    private ServingHost _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(Signatures.Regression(), Signatures.Classifier());

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task PredictStream_OfManyRows_AnswersEachInOrder(CancellationToken cancellationToken)
    {
        using var call = _server.Predictions.PredictStream(cancellationToken: cancellationToken);
        var sending = SendAsync(call, Enumerable.Range(0, 300).Select(i => Row($"row-{i}", i, model: i == 0 ? "diabetes" : "")));

        var answers = await call.ResponseStream.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);

        await sending;
        Assert.That(
            answers.Select(answer => (answer.RowId, answer.Prediction?.Value, answer.ModelVersion)),
            Is.EqualTo(Enumerable.Range(0, 300).Select(i => ($"row-{i}", (double?)((3 * i) + 1), "1"))));
        Assert.That(answers.Select(answer => Guid.Parse(answer.Prediction.PredictionId)), Is.Unique);
    }

    [Test]
    public async Task PredictStream_AnswersARowBeforeTheNextComes(CancellationToken cancellationToken)
    {
        using var call = _server.Predictions.PredictStream(cancellationToken: cancellationToken);

        var values = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(Row("", i), cancellationToken);
            await call.ResponseStream.MoveNext(cancellationToken);
            values.Add(call.ResponseStream.Current.Prediction.Value);
        }

        Assert.That(values, Is.EqualTo(new[] { 1d, 4d, 7d }));
    }

    [Test]
    public async Task PredictStream_WithBadRow_TellsInItsPlaceAndGoesOn(CancellationToken cancellationToken)
    {
        using var call = _server.Predictions.PredictStream(cancellationToken: cancellationToken);
        var bad = Row("b", 0);
        bad.Row.Fields["bmi"] = Value.ForString("much");
        bad.Row.Fields["age"] = Value.ForNumber(1);
        await SendAsync(call, [Row("a", 1), bad, Row("c", 2)]);

        var answers = await call.ResponseStream.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);

        Assert.That(answers.Select(answer => answer.RowId), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(answers.Select(answer => answer.Error is null), Is.EqualTo(new[] { true, false, true }));
        var error = answers[1].Error;
        var info = error.GetDetail<ErrorInfo>()!;
        Assert.That((error.Code, info.Reason, info.Metadata["row"]), Is.EqualTo((3, "ROW_INVALID", "1")));
        Assert.That(
            error.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field),
            Is.EquivalentTo(new[] { "rows[1].age", "rows[1].bmi" }));
    }

    [Test]
    public async Task PredictStream_NamingAnotherModelLater_IsToldInPlace(CancellationToken cancellationToken)
    {
        using var call = _server.Predictions.PredictStream(cancellationToken: cancellationToken);
        await SendAsync(call, [Row("a", 1), Row("b", 1, model: "iris"), Row("c", 1)]);

        var answers = await call.ResponseStream.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);

        Assert.That(answers.Select(answer => answer.Error?.Message ?? ""), Is.EqualTo(new[]
        {
            "", "model: Expected 'diabetes', as at the begin of the stream, or nothing; got 'iris'. Open a stream for each.", "",
        }));
    }

    [TestCase("", "", StatusCode.InvalidArgument, "INVALID_FIELD")]
    [TestCase("nobody", "", StatusCode.NotFound, "MODEL_NOT_FOUND")]
    [TestCase("diabetes", "7", StatusCode.NotFound, "MODEL_NOT_FOUND")]
    [TestCase("diabetes", "x", StatusCode.InvalidArgument, "PARAMETER_INVALID")]
    public async Task PredictStream_OfNothingServed_Ends(
        string model, string version, StatusCode status, string reason, CancellationToken cancellationToken)
    {
        using var call = _server.Predictions.PredictStream(cancellationToken: cancellationToken);
        var row = Row("", 1, model);
        row.ModelVersion = version;
        await call.RequestStream.WriteAsync(row, cancellationToken);

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(cancellationToken));

        Assert.That((error!.StatusCode, MaasErrors.FromRpc(error).Reason), Is.EqualTo((status, reason)));
    }

    [Test]
    public async Task PredictStream_WithoutRows_EndsWell(CancellationToken cancellationToken)
    {
        using var call = _server.Predictions.PredictStream(cancellationToken: cancellationToken);
        await call.RequestStream.CompleteAsync();

        Assert.That(await call.ResponseStream.MoveNext(cancellationToken), Is.False);
    }

    [Test]
    public async Task PredictStream_PastItsDeadline_EndsAfterTheAnswers(CancellationToken cancellationToken)
    {
        using var call = _server.Predictions.PredictStream(
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2), cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(Row("", 1), cancellationToken);
        Assert.That(await call.ResponseStream.MoveNext(cancellationToken), Is.True);

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(cancellationToken));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
    }

    [Test]
    public async Task PredictStream_CancelledByItsCaller_IsNoFailureOfTheServer(CancellationToken cancellationToken)
    {
        await using var server = await ServingHost.StartAsync(Signatures.Regression());
        for (var i = 0; i < 20; i++)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var call = server.Predictions.PredictStream(cancellationToken: cancel.Token);
            await call.RequestStream.WriteAsync(Row("", 1), cancellationToken);
            Assert.That(await call.ResponseStream.MoveNext(cancellationToken), Is.True);
            await cancel.CancelAsync();

            var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(cancellationToken));

            Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.Cancelled));
        }

        await server.Host.StopAsync();
        server.Host.Logs.AssertNoUnexpectedErrors();
    }

    [Test]
    public async Task PredictStream_WhenTheHostGoesDown_EndsWithUnavailable(CancellationToken cancellationToken)
    {
        await using var server = await ServingHost.StartAsync(Signatures.Regression());
        using var call = server.Predictions.PredictStream(cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(Row("", 1), cancellationToken);
        Assert.That(await call.ResponseStream.MoveNext(cancellationToken), Is.True);

        await server.BeginDrainAsync(cancellationToken);
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(cancellationToken));

        Assert.That(
            (error!.StatusCode, MaasErrors.FromRpc(error).Reason), Is.EqualTo((StatusCode.Unavailable, "SHUTTING_DOWN")));
    }

    private static async Task SendAsync(
        AsyncDuplexStreamingCall<PredictStreamRequest, PredictStreamResponse> call, IEnumerable<PredictStreamRequest> rows)
    {
        foreach (var row in rows)
        {
            await call.RequestStream.WriteAsync(row);
        }

        await call.RequestStream.CompleteAsync();
    }

    private static PredictStreamRequest Row(string id, double bmi, string model = "diabetes") => new()
    {
        Model = model,
        RowId = id,
        Row = new Struct { Fields = { ["bmi"] = Value.ForNumber(bmi) } },
    };
}
