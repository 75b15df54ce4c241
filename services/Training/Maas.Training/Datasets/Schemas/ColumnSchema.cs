namespace Maas.Training.Datasets.Schemas;

/// <summary>What one column should look like. What is null or empty is not looked at.</summary>
internal sealed record ColumnSchema
{
    /// <summary>Name of the column.</summary>
    public required string Name { get; init; }

    /// <summary>Kind of its values.</summary>
    public required ColumnKind Kind { get; init; }

    /// <summary>It may be missing from a version.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Least share of rows with a value, in [0, 1].</summary>
    public double MinPresentRatio { get; init; }

    /// <summary>The values that are known; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Least share of the values present that are among <see cref="Values"/>, in [0, 1].</summary>
    public double MinKnownRatio { get; init; } = 1;

    /// <summary>Smallest number.</summary>
    public double? Min { get; init; }

    /// <summary>Largest number.</summary>
    public double? Max { get; init; }

    /// <summary>No value stands twice.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Fewest distinct values.</summary>
    public long? MinDistinctCount { get; init; }

    /// <summary>Most distinct values.</summary>
    public long? MaxDistinctCount { get; init; }
}
