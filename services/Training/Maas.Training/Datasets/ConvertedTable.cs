namespace Maas.Training.Datasets;

/// <summary>What a file turned into.</summary>
/// <param name="Columns">In the order of the source.</param>
/// <param name="RowCount">Rows that were taken.</param>
/// <param name="RejectedRowCount">Rows that were turned away.</param>
/// <param name="Rejects">The first 10,000 of them, by line.</param>
/// <param name="RowFingerprint">Name of the rows that were taken; see <see cref="Tables.RowFingerprint"/>.</param>
internal sealed record ConvertedTable(
    IReadOnlyList<DataColumn> Columns, long RowCount, long RejectedRowCount, IReadOnlyList<RejectedRow> Rejects,
    string RowFingerprint);
