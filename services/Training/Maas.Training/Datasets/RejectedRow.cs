namespace Maas.Training.Datasets;

/// <summary>A row of the source that was turned away.</summary>
/// <param name="LineNumber">Line of the source where the row begins, from 1, the header included.</param>
/// <param name="Column">Column at fault; empty when the row as a whole is.</param>
/// <param name="Reason">One of <see cref="RejectReason"/>.</param>
/// <param name="Message">What was expected and what came, for a person.</param>
/// <param name="Content">The row as it came, cut to 1,024 characters.</param>
internal sealed record RejectedRow(long LineNumber, string Column, string Reason, string Message, string Content);
