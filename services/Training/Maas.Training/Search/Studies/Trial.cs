using System.Text.Json.Serialization;
using Maas.Training.Search.Spaces;

namespace Maas.Training.Search.Studies;

/// <summary>One training with parameters that were chosen by a study. Immutable: a study replaces it when something is told of it.</summary>
internal sealed record Trial
{
    /// <summary>Its place among the trials of the study, from 0, the baseline.</summary>
    public required int Number { get; init; }

    /// <summary>One of <see cref="TrialState"/>.</summary>
    public required string State { get; init; }

    /// <summary>The values; only a baseline may have none. A parameter that is not there has none.</summary>
    public required IReadOnlyDictionary<string, ParameterValue> Parameters { get; init; }

    /// <summary>What it told on the way, steps rising.</summary>
    public IReadOnlyList<TrialReport> Reports { get; init; } = [];

    /// <summary>The objective; null unless it is completed. Finite.</summary>
    public double? Value { get; init; }

    /// <summary>What was measured for the constraints, by metric, finite; empty unless it is completed.</summary>
    public IReadOnlyDictionary<string, double> Measurements { get; init; } = new Dictionary<string, double>();

    /// <summary>Why it was stopped, one of <see cref="Stopping.StopReason"/>, or in a sentence why it failed or was abandoned; else empty.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Time of the study at which it was begun.</summary>
    public required TimeSpan BeginTime { get; init; }

    /// <summary>Time of the study at which it ended; null while it is running.</summary>
    public TimeSpan? EndTime { get; init; }

    /// <summary>Whether it is the first, which others are compared with.</summary>
    [JsonIgnore]
    public bool IsBaseline => Number == 0;

    /// <summary>Whether it tells something about its parameters.</summary>
    [JsonIgnore]
    public bool IsKnown => State is TrialState.Completed or TrialState.Stopped or TrialState.Failed;

    /// <summary>The last step it told of; 0 before the first.</summary>
    [JsonIgnore]
    public int LastStep => Reports.Count > 0 ? Reports[^1].Step : 0;

    /// <summary>
    /// The smallest loss until a step was reached; null when it was not. A report that jumps over the step counts as having reached it.
    /// </summary>
    public double? BestLossAt(int step)
    {
        var best = double.PositiveInfinity;
        foreach (var report in Reports)
        {
            best = Math.Min(best, report.Loss);
            if (report.Step >= step)
            {
                return best;
            }
        }

        return null;
    }

    /// <summary>Whether it has these parameters with these values and no others.</summary>
    public bool HasSame(IReadOnlyDictionary<string, ParameterValue> parameters) =>
        Parameters.Count == parameters.Count
        && Parameters.All(pair => parameters.TryGetValue(pair.Key, out var value) && value == pair.Value);
}

/// <summary>What a trial told on the way.</summary>
/// <param name="Step">Passes over the data, or whatever the trial spends; 1 or more.</param>
/// <param name="Loss">Finite; smaller is better, whatever the objective.</param>
internal readonly record struct TrialReport(int Step, double Loss);
