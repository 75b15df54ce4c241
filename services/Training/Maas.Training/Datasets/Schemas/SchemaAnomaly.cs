namespace Maas.Training.Datasets.Schemas;

/// <summary>Where a version does not look as its schema says.</summary>
/// <param name="Kind">One of <see cref="AnomalyKind"/>.</param>
/// <param name="IsError">A model should not be trained on it; otherwise a warning.</param>
/// <param name="Column">Column at fault; empty when the table as a whole is.</param>
/// <param name="Count">Rows at fault, or what else is counted.</param>
/// <param name="Message">What was expected and what was found, for a person.</param>
/// <param name="Examples">Values at fault, the most frequent first, at most 5.</param>
internal sealed record SchemaAnomaly(
    string Kind, bool IsError, string Column, long Count, string Message, IReadOnlyList<string> Examples);

/// <summary>Names of anomalies. The words are part of the contract.</summary>
internal static class AnomalyKind
{
    /// <summary>A column of the schema is not there.</summary>
    public const string MissingColumn = "missing-column";

    /// <summary>A column is not in the schema.</summary>
    public const string NewColumn = "new-column";

    /// <summary>Numbers where text was, or the reverse.</summary>
    public const string UnexpectedType = "unexpected-type";

    /// <summary>Values that are not among the known ones.</summary>
    public const string UnexpectedValues = "unexpected-values";

    /// <summary>No row has a value.</summary>
    public const string NoValues = "no-values";

    /// <summary>Too few rows have a value.</summary>
    public const string LowPresence = "low-presence";

    /// <summary>Numbers below the smallest.</summary>
    public const string TooSmall = "too-small";

    /// <summary>Numbers above the largest.</summary>
    public const string TooLarge = "too-large";

    /// <summary>Values that stand twice.</summary>
    public const string NotUnique = "not-unique";

    /// <summary>Too few distinct values.</summary>
    public const string LowDistinct = "low-distinct";

    /// <summary>Too many distinct values.</summary>
    public const string HighDistinct = "high-distinct";

    /// <summary>Too few rows.</summary>
    public const string LowRowCount = "low-row-count";

    /// <summary>Too many rows.</summary>
    public const string HighRowCount = "high-row-count";
}
