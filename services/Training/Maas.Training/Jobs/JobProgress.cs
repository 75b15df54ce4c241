using System.Text.Json.Serialization;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>How far a job is.</summary>
internal sealed record JobProgress
{
    /// <summary>Share of the whole that ends with the model; the rest is registration.</summary>
    public const double WorkerShare = 0.95;

    /// <summary>Stage of a search that has trials.</summary>
    public const string SearchingStage = "searching";

    /// <summary>What is done now: a <see cref="WorkerStage"/>, <c>queued</c>, <c>registering</c> or <c>done</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Done share of the whole job, in [0, 1].</summary>
    public double Ratio { get; init; }

    /// <summary>Passes over the data that are finished.</summary>
    public int EpochCount { get; init; }

    /// <summary>Passes that are planned; 0 for exact solvers.</summary>
    public int PlannedEpochCount { get; init; }

    /// <summary>Mean loss per row over the last pass; in the first, over what is done of it.</summary>
    public double? Loss { get; init; }

    /// <summary>Mean loss per validation row after the last pass.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Losses of the passes until now; empty for a search, and when the result tells them.</summary>
    public LossCurve Curve { get; init; } = LossCurve.Empty;

    /// <summary>Training rows per second over the last pass.</summary>
    public double? RowsPerSecond { get; init; }

    /// <summary>Estimated time to the end.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Search: trials that are begun.</summary>
    public int TrialCount { get; init; }

    /// <summary>Search: trials that have ended.</summary>
    public int EndedTrialCount { get; init; }

    /// <summary>Search: the best objective so far.</summary>
    public double? BestObjective { get; init; }

    /// <summary>What a job waits for that needs a GPU; empty otherwise. Not stored: it changes with who asks for jobs.</summary>
    [JsonIgnore]
    public string WaitReason { get; init; } = "";

    /// <summary>Before a worker takes the job.</summary>
    public static JobProgress Queued { get; } = new() { Stage = "queued" };

    /// <summary>Back in the queue, for another worker, which may go on from where the last one stood.</summary>
    public JobProgress Requeued() => Queued with { Curve = Curve };

    /// <summary>
    /// What a worker reports, as a part of the whole job. A report of a later stage says nothing of the passes: what
    /// was known of them stays.
    /// </summary>
    public JobProgress Advance(WorkerProgress worker) => new()
    {
        Stage = worker.Stage,
        Ratio = WorkerShare * Math.Clamp(worker.Ratio, 0, 1),
        EpochCount = Math.Max(worker.Epoch, EpochCount),
        PlannedEpochCount = Math.Max(worker.PlannedEpochs, PlannedEpochCount),
        Loss = worker.Loss ?? Loss,
        ValidationLoss = worker.ValidationLoss ?? ValidationLoss,
        Curve = worker is { Epoch: > 0, Loss: { } loss } ? Curve.Add(new EpochLoss(worker.Epoch, loss, worker.ValidationLoss)) : Curve,
        RowsPerSecond = worker.RowsPerSecond ?? RowsPerSecond,
        Remaining = worker.RemainingSeconds is >= 0 and < 1e9 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    /// <summary>The same search, whose variants are made.</summary>
    public JobProgress Optimising() => this with { Stage = WorkerStage.Optimising, Ratio = WorkerShare, Remaining = null };

    /// <summary>The same training, now being registered.</summary>
    public JobProgress Registering() => this with { Stage = "registering", Ratio = WorkerShare, Remaining = null };

    /// <summary>The same training, registered.</summary>
    public JobProgress Done() => this with { Stage = "done", Ratio = 1, Remaining = TimeSpan.Zero, Curve = LossCurve.Empty };
}
