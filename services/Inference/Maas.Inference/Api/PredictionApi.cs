using Grpc.Core;
using Maas.Contracts.Inference.V1;
using Maas.Inference.Predictions;
using Maas.Inference.Protocol;

namespace Maas.Inference.Api;

/// <summary>Predictions of rows of named values.</summary>
internal sealed class PredictionApi(RowPredictor predictor) : PredictionService.PredictionServiceBase
{
    public override Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context) =>
        PredictAsync(request, RoutingKey.Of(context), context.Deadline, context.CancellationToken);

    /// <summary>The same for every way a request may come.</summary>
    public async Task<PredictResponse> PredictAsync(
        PredictRequest request, string routingKey, DateTime deadline, CancellationToken cancellationToken)
    {
        var (answer, predictions) = await predictor.PredictAsync(
            request.Model, request.ModelVersion, routingKey, request.Rows.FromProto(), deadline, cancellationToken);
        return predictions.ToProto(answer);
    }
}
