namespace Maas.Training.Search.Spaces;

/// <summary>
/// One parameter that is searched. Samplers see it on a unit scale: a place in [0, 1], on which equal lengths are equally likely before
/// anything is known. A category's place is its index.
/// </summary>
internal sealed record SearchParameter
{
    /// <summary>Its name, unlike those of all others.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="ParameterKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Real, integer: the lowest value, inclusive. Integers lie in [-2^31, 2^31].</summary>
    public double Low { get; init; }

    /// <summary>Real, integer: the highest value, inclusive; above <see cref="Low"/>.</summary>
    public double High { get; init; }

    /// <summary>Real, integer: whether factors are alike rather than differences, e.g. 0.001 to 0.01 as 0.01 to 0.1. Low is above 0.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>
    /// Integer: distance of neighbouring values, a whole number of 1 or more; 1 when it is logarithmic. When it does not divide the range,
    /// the last value lies below <see cref="High"/>.
    /// </summary>
    public double Step { get; init; } = 1;

    /// <summary>Categorical: the values, two or more, none twice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>When it is there; null for always.</summary>
    public ParameterCondition? Condition { get; init; }

    /// <summary>Whether the value is one of its values.</summary>
    public bool Has(ParameterValue value) => Kind switch
    {
        ParameterKind.Categorical => value.Number is null && value.Text is { } text && Choices.Contains(text),
        ParameterKind.Integer => value is { Text: null, Number: { } number } && number >= Low && number <= High && (number - Low) % Step == 0,
        _ => value is { Text: null, Number: { } number } && number >= Low && number <= High,
    };

    /// <summary>Whether it is there beside the values that are chosen so far.</summary>
    public bool IsThere(IReadOnlyDictionary<string, ParameterValue> chosen) => Condition is null || Condition.IsMet(chosen);
}
