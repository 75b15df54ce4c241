namespace Maas.Training.Profiles;

/// <summary>Something about the data that a person should know before training on it.</summary>
/// <param name="Kind">See <see cref="FindingKind"/>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Columns">Which columns; none when it is about rows.</param>
/// <param name="Value">The figure that led to it; what it is depends on the kind.</param>
/// <param name="Message">What is the case, as a sentence.</param>
/// <param name="Advice">What to do about it, as a sentence.</param>
internal sealed record Finding(
    string Kind, FindingSeverity Severity, IReadOnlyList<string> Columns, double Value, string Message, string Advice);

/// <summary>How bad it is.</summary>
internal enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Info = 1,

    /// <summary>A model will be worse, or its figures flattering, unless something is done.</summary>
    Warning = 2,

    /// <summary>A model of this data makes no sense as it is.</summary>
    Error = 3,
}

/// <summary>Names of the findings, as they stand on the wire.</summary>
internal static class FindingKind
{
    public const string DuplicateRows = "duplicate-rows";
    public const string EmptyColumn = "empty-column";
    public const string ConstantColumn = "constant-column";
    public const string IdLikeColumn = "id-like-column";
    public const string NearDuplicateColumns = "near-duplicate-columns";
    public const string MostlyMissing = "mostly-missing";
    public const string HighCardinality = "high-cardinality";
    public const string SkewedColumn = "skewed-column";
    public const string TargetLeakage = "target-leakage";
    public const string TargetMissing = "target-missing";
    public const string SingleClassTarget = "single-class-target";
    public const string ImbalancedTarget = "imbalanced-target";
}
