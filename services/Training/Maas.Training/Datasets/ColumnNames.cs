using Maas.Errors;

namespace Maas.Training.Datasets;

/// <summary>What columns may be called.</summary>
internal static class ColumnNames
{
    private const int MaxCount = 4096;
    private const int MaxLength = 128;

    /// <summary>Checks the names of a table.</summary>
    /// <param name="names">In the order of the file.</param>
    /// <param name="line">Where they stand, for the error.</param>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>.</exception>
    public static void Check(IReadOnlyList<string> names, long line)
    {
        if (names.Count > MaxCount)
        {
            throw TrainingErrors.DataUnreadable($"The header has {names.Count} columns; at most {MaxCount} are taken.", line);
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Contains('\0'))
            {
                throw TrainingErrors.DataUnreadable($"Column {i + 1} of the header has a name with a zero byte; expected text.", line);
            }

            if (names[i].Length is 0 or > MaxLength)
            {
                throw TrainingErrors.DataUnreadable(
                    $"Column {i + 1} of the header has a name of {names[i].Length} characters; expected 1-{MaxLength}.", line);
            }
        }

        // The data engine takes upper and lower case for the same.
        var twice = names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw TrainingErrors.DataUnreadable(
                $"The header names the column '{twice.Key}' {twice.Count()} times; names must be unique, upper and lower case being the same.",
                line);
        }
    }
}
