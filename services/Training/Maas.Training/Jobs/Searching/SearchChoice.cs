namespace Maas.Training.Jobs.Searching;

/// <summary>What is searched and what it may cost. As sent, or completed by <see cref="SearchRules"/>.</summary>
internal sealed record SearchChoice
{
    /// <summary>What is searched; none as long as it is not decided.</summary>
    public IReadOnlyList<ParameterChoice> Parameters { get; init; } = [];

    /// <summary>One of <see cref="Search.Sampling.SamplerKind"/>; empty as long as it is not decided.</summary>
    public string Sampler { get; init; } = "";

    /// <summary>One of <see cref="Search.Stopping.StoppingRule"/>; empty as long as it is not decided.</summary>
    public string Stopping { get; init; } = "";

    /// <summary>One of <see cref="SearchMetric"/>; empty as long as it is not decided.</summary>
    public string Objective { get; init; } = "";

    /// <summary>What a model must keep to be chosen.</summary>
    public IReadOnlyList<ConstraintChoice> Constraints { get; init; } = [];

    /// <summary>Trials at most.</summary>
    public int? MaxTrials { get; init; }

    /// <summary>Time of all of it; null is without end.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Trials that run at the same time; null means as many as there are slots, here and of connected workers, at any moment.</summary>
    public int? ParallelTrials { get; init; }
}

/// <summary>One parameter that is searched.</summary>
internal sealed record ParameterChoice
{
    /// <summary><see cref="Algorithm"/>, or a <see cref="KnobField"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the parameter that is the algorithm itself.</summary>
    public const string Algorithm = "algorithm";

    /// <summary>Lowest number.</summary>
    public double? Low { get; init; }

    /// <summary>Highest number.</summary>
    public double? High { get; init; }

    /// <summary>Whether numbers are spread by their logarithm.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whole numbers: distance of neighbours.</summary>
    public double? Step { get; init; }

    /// <summary>The values, instead of a range.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Parameter without which this one is not there; empty when it always is.</summary>
    public string ConditionParameter { get; init; } = "";

    /// <summary>Values of that one with which this one is there.</summary>
    public IReadOnlyList<string> ConditionValues { get; init; } = [];
}

/// <summary>A bound on what is measured of an artifact.</summary>
/// <param name="Metric">One of <see cref="SearchMetric"/>, or a <see cref="ArtifactMeasure"/>.</param>
/// <param name="Max">Largest allowed value.</param>
/// <param name="Min">Smallest allowed value.</param>
internal sealed record ConstraintChoice(string Metric, double? Max, double? Min);
