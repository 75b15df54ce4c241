namespace Maas.Training.Search.Spaces;

/// <summary>When a parameter is there: as long as another one is there and has one of some values.</summary>
internal sealed record ParameterCondition
{
    /// <summary>Name of the other one, which stands before it in the space and is no <see cref="ParameterKind.Real"/>.</summary>
    public required string Parameter { get; init; }

    /// <summary>The values, one or more, all of them values that the other one can have.</summary>
    public required IReadOnlyList<ParameterValue> Values { get; init; }

    /// <summary>Whether it is met by the values that are chosen so far.</summary>
    public bool IsMet(IReadOnlyDictionary<string, ParameterValue> chosen) =>
        chosen.TryGetValue(Parameter, out var value) && Values.Contains(value);

    /// <summary>Whether both are met by the same choices.</summary>
    public bool IsSame(ParameterCondition? other) =>
        other is not null && Parameter == other.Parameter && Values.ToHashSet().SetEquals(other.Values);
}
