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
    /// <param name="name">A deployment id or a model id.</param>
    /// <param name="version">Pins a version by number; empty lets the traffic shares decide.</param>
    /// <param name="routingKey">Keeps its version under the same shares; empty for none.</param>
    /// <param name="rows">1 to 10,000; a name left out is a missing value.</param>
    /// <param name="deadline">Until when the caller waits, UTC.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="MaasException">
    /// <c>INVALID_FIELD</c>: too many rows or none; <c>ROW_INVALID</c> with every bad field; <c>NOT_SUPPORTED</c>: the signature does not
    /// say what the tensors mean; and those of <see cref="InferenceCalls"/>.
    /// </exception>
    public async ValueTask<(CallAnswer Answer, IReadOnlyList<RowPrediction> Predictions)> PredictAsync(
        string name, string version, string routingKey, IReadOnlyList<IReadOnlyDictionary<string, RowValue>> rows, DateTime deadline,
        CancellationToken cancellationToken)
    {
        if (rows.Count is < 1 or > MaxRows)
        {
            throw CommonErrors.InvalidField("rows", $"Expected 1 to {MaxRows} rows, got {rows.Count}.");
        }

        var answer = await calls.RunAsync(
            new CallRequest<IReadOnlyList<IReadOnlyDictionary<string, RowValue>>>
            {
                Name = name,
                Version = version,
                RoutingKey = routingKey,
                Content = rows,
                Read = static (rows, job) => job.Fill(Encode(rows, job.Model)),
                Deadline = deadline,
                NamesPredictions = true,
            },
            cancellationToken);
        return (answer, PredictionReading.Read(PredictionSchema.Of(answer.Model), answer));
    }

    private static TensorRequest Encode(IReadOnlyList<IReadOnlyDictionary<string, RowValue>> rows, ServedModel model)
    {
        var schema = PredictionSchema.Of(model);
        var problems = new RowProblems();
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
