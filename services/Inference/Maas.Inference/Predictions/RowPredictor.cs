using Maas.Errors;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Maas.Inference.Predictions.Images;
using Maas.Inference.Protocol;

namespace Maas.Inference.Predictions;

/// <summary>Predicts rows of named values. Thread-safe.</summary>
internal sealed class RowPredictor(InferenceCalls calls, ImageMemory images)
{
    private const int MaxRows = 10_000;

    /// <summary>Predicts each row.</summary>
    /// <exception cref="MaasException">
    /// <c>INVALID_FIELD</c>: too many rows or none, or not as many as a graph of a fixed number takes; <c>ROW_INVALID</c> with every bad field; <c>NOT_SUPPORTED</c>: the signature does not
    /// say what the tensors mean; <c>LIMIT_REACHED</c>: images take too much memory just now; and those of <see cref="InferenceCalls"/>.
    /// </exception>
    public async ValueTask<(CallAnswer Answer, IReadOnlyList<RowPrediction> Predictions)> PredictAsync(
        RowRequest request, CancellationToken cancellationToken)
    {
        if (request.Rows.Count is < 1 or > MaxRows)
        {
            throw CommonErrors.InvalidField("rows", $"Expected 1 to {MaxRows} rows, got {request.Rows.Count}.");
        }

        var answer = await calls.RunAsync(
            new CallRequest<RowEncoding>
            {
                Name = request.Model,
                Version = request.ModelVersion,
                RoutingKey = request.RoutingKey,
                Content = new RowEncoding(request.Rows, new RowProblems(request.FirstRow), images, cancellationToken),
                Read = static (encoding, job) => job.Fill(Encode(encoding, job.Model)),
                Deadline = request.Deadline,
                NamesPredictions = true,
            },
            request.TellTimings, cancellationToken);
        return (answer, PredictionReading.Read(PredictionSchema.Of(answer.Model), answer));
    }

    private static TensorRequest Encode(RowEncoding encoding, ServedModel model)
    {
        var schema = PredictionSchema.Of(model);
        var (rows, problems) = (encoding.Rows, encoding.Problems);
        schema.RequireRowCount(rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            foreach (var field in rows[row].Keys)
            {
                if (!schema.InputNames.Contains(field))
                {
                    problems.Add(row, field, $"a name among {ErrorText.List(schema.InputNames)}", "an unknown name");
                }
            }
        }

        var tensors = schema.Inputs.Select(input => input.Encode(encoding)).ToArray();
        problems.ThrowIfAny();
        return new TensorRequest(tensors, schema.OutputNames);
    }
}
