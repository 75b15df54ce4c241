using Maas.Cli.Terminal;
using Maas.Contracts.Training.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Jobs;

/// <summary>Trials as a table.</summary>
internal static class TrialTables
{
    /// <summary>In their order.</summary>
    public static IRenderable List(IEnumerable<Trial> trials) => TextTable.Of(
        "", ["trial", "state", "objective", "p95", "size", "epochs", "time", "parameters", "problem"],
        trials.Select(trial => new[]
        {
            trial.Name.Split('/')[^1],
            trial.State.ToString().ToLowerInvariant(),
            Figures.Number(trial.HasObjective, trial.Objective),
            trial.Measurements.TryGetValue("latency_p95_seconds", out var seconds) ? Figures.Milliseconds(seconds) : "–",
            trial.Measurements.TryGetValue("model_size_bytes", out var bytes) ? Figures.Bytes((long)bytes) : "–",
            trial.Epochs.Count > 0 ? Figures.Count(trial.Epochs[^1]) : "–",
            trial.Duration is { } duration ? Figures.Seconds(duration.ToTimeSpan()) : "–",
            Parameters(trial.Parameters),
            trial.Problem,
        }));

    /// <summary>Names and values, as they are typed.</summary>
    public static string Parameters(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join(' ', parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key.Replace('_', '-')}={pair.Value}"));
}
