namespace Maas.Training.Datasets;

/// <summary>One column of a table.</summary>
/// <param name="Name">As in the header, unique, 1-128 characters.</param>
/// <param name="Kind">Kind of its values.</param>
internal sealed record DataColumn(string Name, ColumnKind Kind);
