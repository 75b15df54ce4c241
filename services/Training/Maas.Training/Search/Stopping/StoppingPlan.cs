namespace Maas.Training.Search.Stopping;

/// <summary>When a trial is stopped before its end.</summary>
internal sealed record StoppingPlan
{
    /// <summary>One of <see cref="StoppingRule"/>.</summary>
    public string Rule { get; init; } = StoppingRule.None;

    /// <summary>Steps that every trial may make, 1 or more.</summary>
    public int MinSteps { get; init; } = 1;

    /// <summary>Steps of a whole trial: there, and behind, nothing is stopped any more. 0 when that differs from trial to trial.</summary>
    public int MaxSteps { get; init; }

    /// <summary><see cref="StoppingRule.Asha"/>: one of so many goes on from a rung, and so many times the steps lie between rungs; 2 or more.</summary>
    public int ReductionFactor { get; init; } = 4;

    /// <summary><see cref="StoppingRule.Median"/>: other trials that must have come as far, 1 or more.</summary>
    public int MinTrials { get; init; } = 5;
}
