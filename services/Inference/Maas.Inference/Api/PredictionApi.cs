using Grpc.Core;
using Maas.Contracts.Inference.V1;
using Maas.Inference.Predictions;

namespace Maas.Inference.Api;

/// <summary>Predictions of rows of named values.</summary>
internal sealed class PredictionApi(RowPredictor predictor, PredictionStream stream) : PredictionService.PredictionServiceBase
{
    public override Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context) =>
        PredictAsync(request, RoutingKey.Of(context), context.Deadline, TimingsHeader.TellerOf(context), context.CancellationToken);

    public override async Task PredictStream(
        IAsyncStreamReader<PredictStreamRequest> requestStream, IServerStreamWriter<PredictStreamResponse> responseStream,
        ServerCallContext context)
    {
        if (await requestStream.MoveNext(context.CancellationToken))
        {
            var first = requestStream.Current;
            stream.RequireServed(first.Model, first.ModelVersion);
            await stream.RunAsync(
                new PredictionTarget(first.Model, first.ModelVersion, RoutingKey.Of(context), context.Deadline),
                StreamedRow.AllOf(requestStream, context.CancellationToken), responseStream.WriteAsync, context.CancellationToken);
        }
    }

    /// <summary>The same for every way a request may come.</summary>
    public async Task<PredictResponse> PredictAsync(
        PredictRequest request, string routingKey, DateTime deadline, Action<string>? tellTimings, CancellationToken cancellationToken)
    {
        var (answer, predictions) = await predictor.PredictAsync(
            new RowRequest
            {
                Model = request.Model,
                ModelVersion = request.ModelVersion,
                RoutingKey = routingKey,
                Rows = request.Rows.FromProto(),
                Deadline = deadline,
                TellTimings = tellTimings,
            },
            cancellationToken);
        return predictions.ToProto(answer);
    }
}
