namespace Maas.Training.Search.Studies;

/// <summary>A bound on something that is measured on a trained model, such as p95 of its latency, its bytes or its accuracy.</summary>
internal sealed record SearchConstraint
{
    /// <summary>Name under which trials tell it.</summary>
    public required string Metric { get; init; }

    /// <summary>The bound, inclusive, finite, in the unit of the metric.</summary>
    public required double Limit { get; init; }

    /// <summary>Whether it is the smallest allowed value rather than the largest.</summary>
    public bool IsLowest { get; init; }

    /// <summary>
    /// By how much a value breaks the bound, as a share of the bound, so that bytes and seconds can be added up; 0 or less when it is kept. A
    /// bound of 0 is taken for 1 there.
    /// </summary>
    public double ExcessOf(double measured) =>
        (IsLowest ? Limit - measured : measured - Limit) / (Limit == 0 ? 1 : Math.Abs(Limit));
}
