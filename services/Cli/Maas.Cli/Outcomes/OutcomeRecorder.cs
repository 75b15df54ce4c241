using Maas.Contracts.Monitoring.V1;
using static Maas.Contracts.Monitoring.V1.MonitoringService;

namespace Maas.Cli.Outcomes;

/// <summary>Sends the rows of a file, so many at a time as the service takes. Not thread-safe.</summary>
internal sealed class OutcomeRecorder(MonitoringServiceClient monitoring, string monitor, RefusedRows refused)
{
    private const int MaxRows = 10_000;

    // A quarter of what gRPC takes in one message, also when each character is four bytes.
    private const int MaxCharacters = 1 << 18;

    private const string WrongKind = "wrong-kind";

    // Whether numbers of the column `truth` are sent as numbers: until the service says that the version predicts labels.
    private bool _readsNumbers = true;

    /// <summary>What became of the rows that were answered.</summary>
    public OutcomeTotals Totals { get; } = new();

    /// <summary>Records all rows.</summary>
    public async Task RunAsync(OutcomeFile file, CancellationToken cancellationToken)
    {
        var (batch, characters) = (new List<OutcomeRow>(), 0);
        foreach (var row in file.Rows())
        {
            if (ProblemOf(row, file.TruthColumn) is (var reason, var message))
            {
                Refuse(row, reason, message);
                continue;
            }

            batch.Add(row);
            characters += row.PredictionId.Length + row.Truth.Length;
            if (batch.Count == MaxRows || characters >= MaxCharacters)
            {
                await SendAsync(batch, file.TruthColumn, cancellationToken);
                (batch, characters) = ([], 0);
            }
        }

        if (batch.Count > 0)
        {
            await SendAsync(batch, file.TruthColumn, cancellationToken);
        }
    }

    // What a request cannot hold; all else is the service's to judge.
    private static (string Reason, string Message)? ProblemOf(OutcomeRow row, string column) => row switch
    {
        { FieldProblem.Length: > 0 } => ("malformed-row", row.FieldProblem),
        { PredictionId.Length: 0 } => ("malformed-id", "The prediction has no id."),
        { Truth.Length: 0 } => ("missing-truth", "The truth is empty."),
        { IsNumber: false } when column == "number" => (WrongKind, $"Expected a number, got '{row.Truth}'."),
        _ => null,
    };

    private async Task SendAsync(List<OutcomeRow> rows, string column, CancellationToken cancellationToken)
    {
        var isOpen = column == "truth";
        var asNumbers = column == "number" || (isOpen && _readsNumbers);
        var again = await SendOnceAsync(rows, asNumbers, mayBeOther: isOpen, cancellationToken);
        if (again.Count > 0)
        {
            // "1" is a label of one version and a value of another. The service knows which.
            _readsNumbers = !_readsNumbers;
            await SendOnceAsync(again, _readsNumbers, mayBeOther: false, cancellationToken);
        }
    }

    /// <returns>Rows that were refused for the kind of their truth, and can be of the other.</returns>
    private async Task<List<OutcomeRow>> SendOnceAsync(
        List<OutcomeRow> rows, bool asNumbers, bool mayBeOther, CancellationToken cancellationToken)
    {
        var answer = await monitoring.RecordOutcomesAsync(
            new RecordOutcomesRequest { Monitor = monitor, Outcomes = { rows.Select(row => row.ToOutcome(asNumbers && row.IsNumber)) } },
            cancellationToken: cancellationToken);
        Totals.Add(answer);
        var again = new List<OutcomeRow>();
        foreach (var one in answer.RefusedOutcomes)
        {
            var row = rows[one.Index];
            if (mayBeOther && one.Reason == WrongKind && row.IsNumber)
            {
                again.Add(row);
            }
            else
            {
                Refuse(row, one.Reason, one.Message);
            }
        }

        return again;
    }

    private void Refuse(OutcomeRow row, string reason, string message)
    {
        Totals.AddRefused(reason);
        refused.Add(row, reason, message);
    }
}
