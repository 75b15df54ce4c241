using Maas.Errors;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Maas.Inference.Protocol;

namespace Maas.Inference.Predictions;

/// <summary>Predicts rows of named values. Thread-safe.</summary>
internal sealed class RowPredictor(InferenceCalls calls)
{
    private const int MaxRows = 10_000;

    /// <summary>Predicts each row.</summary>
    /// <exception cref="MaasException">
    /// <c>INVALID_FIELD</c>: too many rows or none; <c>ROW_INVALID</c> with every bad field; <c>NOT_SUPPORTED</c>: the signature does not
    /// say what the tensors mean; and those of <see cref="InferenceCalls"/>.
    /// </exception>
    public async ValueTask<(CallAnswer Answer, IReadOnlyList<RowPrediction> Predictions)> PredictAsync(
        RowRequest request, CancellationToken cancellationToken)
    {
        if (request.Rows.Count is < 1 or > MaxRows)
        {
            throw CommonErrors.InvalidField("rows", $"Expected 1 to {MaxRows} rows, got {request.Rows.Count}.");
        }

        var answer = await calls.RunAsync(
            new CallRequest<RowRequest>
            {
                Name = request.Model,
                Version = request.ModelVersion,
                RoutingKey = request.RoutingKey,
                Content = request,
                Read = static (request, job) => job.Fill(Encode(request, job.Model)),
                Deadline = request.Deadline,
                NamesPredictions = true,
            },
            cancellationToken);
        return (answer, PredictionReading.Read(PredictionSchema.Of(answer.Model), answer));
    }

    private static TensorRequest Encode(RowRequest request, ServedModel model)
    {
        var schema = PredictionSchema.Of(model);
        var rows = request.Rows;
        var problems = new RowProblems(request.FirstRow);
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

        var tensors = schema.Inputs.Select(input => input.Encode(rows, problems)).ToArray();
        problems.ThrowIfAny();
        return new TensorRequest(tensors, schema.OutputNames);
    }
}
