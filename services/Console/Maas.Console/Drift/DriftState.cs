using Maas.Contracts.Monitoring.V1;

namespace Maas.Console.Drift;

/// <summary>What a window says of all inputs together, for a person.</summary>
/// <param name="Word">In a word or two.</param>
/// <param name="Tone">Colour of the word; see <c>Tag</c>.</param>
/// <param name="Sentence">In full.</param>
/// <param name="Rank">The larger, the worse.</param>
internal sealed record DriftState(string Word, string Tone, string Sentence, int Rank)
{
    /// <summary>Says what a summary means.</summary>
    /// <param name="drift">Null when nothing was told.</param>
    /// <param name="sampleCount">Predictions sampled in the window.</param>
    public static DriftState Of(DriftSummary? drift, long sampleCount) => drift switch
    {
        null when sampleCount == 0 => new("no traffic", "dim", "No sampled predictions.", 0),
        null => new("not known yet", "dim", "Not known yet: Monitoring tells nothing of drift here.", 1),
        { UntestedReason: "few-samples" } => new("few samples", "dim",
            $"Not tested: {Figures.Count(sampleCount)} sampled predictions are fewer than the monitor's settings ask for.", 1),
        { UntestedReason: "no-baseline" } => new("no baseline", "dim",
            "Not tested: the version came without a profile of its training data.", 1),
        { UntestedReason: "no-slice-baseline" } => new("no baseline", "dim",
            "Not tested: the profile of the training data has too few rows of this slice.", 1),
        { UntestedReason: { Length: > 0 } reason } => new("not tested", "dim", $"Not tested: {reason}.", 1),
        { IsDrifted: true } => new("drifted", "bad",
            $"The newest window is told apart from the training data: p-value {Figures.Number(drift.PValue)} at a level of "
            + $"{Figures.Number(drift.LevelRatio)}; {Figures.Count(drift.DriftedFeatureCount)} of its inputs stand out.", 3),
        _ => new("no drift", "good",
            $"The newest window looks like the training data: p-value {Figures.Number(drift.PValue)}, above the level of {Figures.Number(drift.LevelRatio)}.", 2),
    };
}
