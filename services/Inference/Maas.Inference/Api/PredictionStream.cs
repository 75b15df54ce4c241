using Maas.Contracts.Inference.V1;
using Maas.Errors;
using Maas.Hosting.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Catalog;
using Maas.Inference.Predictions;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Api;

/// <summary>
/// Predicts rows as they come, whichever protocol brings them. Each is a request of its own, so that rows of many streams share
/// runs, and a row that fails is answered in its place. Thread-safe.
/// </summary>
internal sealed class PredictionStream(RowPredictor predictor, ModelCatalog catalog, IOptions<SchedulingOptions> options)
{
    /// <summary>Refuses a stream that nobody would answer, before its first row.</summary>
    /// <exception cref="MaasException">
    /// <c>INVALID_FIELD</c>: no name; <c>PARAMETER_INVALID</c>: no number; <c>MODEL_NOT_FOUND</c>; <c>MODEL_NOT_READY</c>.
    /// </exception>
    public void RequireServed(string model, string version)
    {
        if (model.Length == 0)
        {
            throw CommonErrors.InvalidField("model", "Required in the first message, and missing.");
        }

        ServedVersion.Find(catalog, model, version);
    }

    /// <summary>Answers all rows, in their order.</summary>
    /// <param name="target">What answers all of them.</param>
    /// <param name="rows">Read only while fewer than <see cref="SchedulingOptions.MaxConcurrentRequestsPerStream"/> are under way.</param>
    /// <param name="write">Sends an answer; called one after the other.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task RunAsync(
        PredictionTarget target, IAsyncEnumerable<StreamedRow> rows, Func<PredictStreamResponse, CancellationToken, Task> write,
        CancellationToken cancellationToken) =>
        OrderedStream.RunAsync(
            rows, (row, stop) => AnswerAsync(target, row, stop), write,
            options.Value.MaxConcurrentRequestsPerStream, cancellationToken);

    private async Task<PredictStreamResponse> AnswerAsync(PredictionTarget target, StreamedRow row, CancellationToken cancellationToken)
    {
        try
        {
            RequireReadable(row, target);
            var (answer, predictions) = await predictor.PredictAsync(
                new RowRequest
                {
                    Model = target.Model,
                    ModelVersion = target.ModelVersion,
                    RoutingKey = target.RoutingKey,
                    Rows = [(row.Request.Row ?? new()).FromProto()],
                    FirstRow = row.Number,
                    Deadline = target.Deadline,
                },
                cancellationToken);
            return new PredictStreamResponse
            {
                RowId = row.Request.RowId,
                Prediction = predictions[0].ToProto(),
                ModelVersion = answer.Model.Version,
            };
        }
        catch (MaasException error)
        {
            return new PredictStreamResponse { RowId = row.Request.RowId, Error = RichStatus.Of(error) };
        }
    }

    private static void RequireReadable(StreamedRow row, PredictionTarget target)
    {
        if (row.Problem is { } problem)
        {
            throw problem;
        }

        RequireSame("model", row.Request.Model, target.Model);
        RequireSame("model_version", row.Request.ModelVersion, target.ModelVersion);
    }

    private static void RequireSame(string field, string sent, string first)
    {
        if (sent.Length > 0 && sent != first)
        {
            throw CommonErrors.InvalidField(
                field, $"Expected '{ErrorText.Short(first)}', as at the begin of the stream, or nothing; got '{ErrorText.Short(sent)}'. Open a stream for each.");
        }
    }
}
