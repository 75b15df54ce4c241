using Maas.Errors;

namespace Maas.Training.Datasets;

/// <summary>Kinds of columns that a caller has declared.</summary>
internal static class DeclaredKinds
{
    /// <summary>Checks them against the columns of a file.</summary>
    /// <param name="kinds">By name of the column.</param>
    /// <param name="columns">Columns of the file.</param>
    /// <param name="takesImages">The format has columns of images.</param>
    /// <exception cref="MaasException"><c>COLUMN_NOT_FOUND</c>; <c>DATA_UNREADABLE</c>: an image where there is none.</exception>
    public static void Check(IReadOnlyDictionary<string, ColumnKind> kinds, IReadOnlyList<string> columns, bool takesImages)
    {
        var unknown = kinds.Keys.Where(name => !columns.Contains(name)).ToList();
        if (unknown.Count > 0)
        {
            throw TrainingErrors.ColumnNotFound(unknown[0], columns, [.. unknown.Select(name => new FieldViolation(
                "header.columns", $"The file has no column '{name}'; it has {TrainingErrors.List(columns)}."))]);
        }

        var image = kinds.FirstOrDefault(declared => declared.Value == ColumnKind.Image).Key;
        if (image is not null && !takesImages)
        {
            throw TrainingErrors.DataUnreadable(
                $"Column '{image}' is declared to hold images; this format holds numbers and text alone.", line: 1);
        }
    }
}
