using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Maas.Training.Plans;

/// <summary>How far a worker is: one line of JSON on its standard output each time this changes.</summary>
public sealed record WorkerProgress
{
    private const int MaxLength = 16 * 1024;

    /// <summary>One of <see cref="WorkerStage"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>Done share of the worker's part of the job, in [0, 1]; never falls.</summary>
    public double Ratio { get; init; }

    /// <summary>Passes over the data that are finished.</summary>
    public int Epoch { get; init; }

    /// <summary>Passes that are planned; 0 for exact solvers.</summary>
    public int PlannedEpochs { get; init; }

    /// <summary>Mean loss per row over the last pass, and in the first over what is done of it; null before, and when an earlier worker finished the last.</summary>
    public double? Loss { get; init; }

    /// <summary>Mean loss per validation row after the last pass; null without such rows.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Training rows per second over the last pass; null before the first.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>Estimated time to the end of the training; null when unknown.</summary>
    public double? RemainingSeconds { get; init; }

    // A worker elsewhere may say anything, and what it says is shown to all.
    private bool IsSound => WorkerStage.All.Contains(Stage) && double.IsFinite(Ratio) && double.IsFinite(Loss ?? 0)
        && double.IsFinite(ValidationLoss ?? 0) && double.IsFinite(RowsPerSecond ?? 0);

    /// <summary>The line, without its end.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, PlanJson.Line.WorkerProgress);

    /// <summary>Reads a line; false when it is something else, such as a native library's chatter.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out WorkerProgress? progress)
    {
        progress = null;
        if (line.Length > MaxLength || !line.StartsWith('{'))
        {
            return false;
        }

        try
        {
            var read = JsonSerializer.Deserialize(line, PlanJson.Line.WorkerProgress);
            progress = read is { IsSound: true } ? read : null;
            return progress is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
