using Maas.Errors;

namespace Maas.Training.Datasets.Archives;

/// <summary>Columns that a format gives, whatever the file holds.</summary>
internal static class ArchiveColumns
{
    /// <summary>Checks that a caller declares nothing else.</summary>
    /// <param name="kinds">By name of the column.</param>
    /// <param name="columns">What the format gives.</param>
    /// <exception cref="MaasException"><c>COLUMN_NOT_FOUND</c>, <c>DATA_UNREADABLE</c>.</exception>
    public static void Check(IReadOnlyDictionary<string, ColumnKind> kinds, IReadOnlyList<DataColumn> columns)
    {
        DeclaredKinds.Check(kinds, [.. columns.Select(column => column.Name)], takesImages: true);
        var other = columns.FirstOrDefault(column => kinds.TryGetValue(column.Name, out var kind) && kind != column.Kind);
        if (other is not null)
        {
            throw TrainingErrors.DataUnreadable(
                $"Column '{other.Name}' is declared {kinds[other.Name]}; this format makes it {other.Kind}.", line: 1);
        }
    }
}
