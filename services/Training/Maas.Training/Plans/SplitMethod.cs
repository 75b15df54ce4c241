namespace Maas.Training.Plans;

/// <summary>How rows are divided into those that are learnt from and those that are not.</summary>
public static class SplitMethod
{
    /// <summary>Each row for itself.</summary>
    public const string Random = "random";

    /// <summary>Each class for itself, so that all sides have the same mixture. Classification.</summary>
    public const string Stratified = "stratified";

    /// <summary>Rows with one value in a column stay together; rows without one stand for themselves.</summary>
    public const string Group = "group";

    /// <summary>
    /// What came first is learnt from: by a column of numbers, or of texts that are dates or times. Rows without one take no part.
    /// </summary>
    public const string Time = "time";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Random, Stratified, Group, Time];

    /// <summary>The column whose values are never learnt from together with those they are tested on; empty when there is none.</summary>
    public static string GroupOf(string method, string column) => method == Group ? column : "";

    /// <summary>Whether it goes by a column.</summary>
    public static bool HasColumn(string method) => method is Group or Time;
}
