using Maas.Processes;
using Maas.Training.Datasets;
using Maas.Training.Plans;
using Maas.Training.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs;

/// <summary>Has one attempt at a job made by a worker, and judges how that ended. Thread-safe.</summary>
internal sealed partial class JobTrainer(
    DatasetStore datasets,
    TableStore tables,
    JobFiles files,
    IOptions<TrainingOptions> options,
    TrainingMetrics metrics,
    TimeProvider clock,
    ILogger<JobTrainer> logger)
{
    private const int MaxMessage = 16 * 1024;
    private const int MaxNote = 1024;
    private const int MaxProblem = 1024;

    private static readonly TimeSpan FolderPause = TimeSpan.FromSeconds(5);

    /// <summary>Trains, and leaves the model in the folder of the attempt.</summary>
    /// <param name="job">Claimed for this attempt.</param>
    /// <param name="worker">Who makes it.</param>
    /// <param name="onProgress">Called in order.</param>
    /// <param name="cancellationToken">Stops the worker.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="OperationCanceledException">The worker was stopped because it was asked for.</exception>
    public async Task<AttemptEnd> TrainAsync(
        Job job, IWorker worker, Action<WorkerProgress> onProgress, CancellationToken cancellationToken)
    {
        var version = await datasets.GetVersionAsync(job.Spec.DatasetId, job.Spec.DatasetNumber, cancellationToken);
        if (TryPrepare(job, version) is not { } folder)
        {
            // Whoever takes it next, at once, may find the same.
            await Task.Delay(FolderPause, clock, cancellationToken);
            return AttemptEnd.Died("before it began, as the folder of the job could not be written (is the disk full, or away?)");
        }

        using var limit = new CancellationTokenSource(options.Value.MaxJobDuration, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        metrics.WorkerStarted();
        try
        {
            return Judge(job, folder, await worker.RunAsync(folder, onProgress, either.Token));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return HasModel(job, folder) ? AttemptEnd.Trained : AttemptEnd.Failed(TrainingErrors.JobTimedOut(options.Value.MaxJobDuration));
        }
        catch (IOException error)
        {
            LogNotStarted(job.Name, error);
            return AttemptEnd.Failed(TrainingErrors.WorkerNotStarted(error.Message));
        }
        finally
        {
            metrics.WorkerEnded();
        }
    }

    private JobFolder? TryPrepare(Job job, DatasetVersion version)
    {
        try
        {
            var folder = files.Create(job);
            folder.WritePlan(job.Spec.ToPlan(version, tables.GetPath(version.Table), options.Value.WorkerThreads) with
            {
                IsTrial = job.Trial is not null,
                KeepsCheckpoint = job.Trial is { KeepsCheckpoint: true },
                MaxLearningSeconds = job.Trial?.LearningSecondsLeft(job.StartTime ?? clock.GetUtcNow(), clock.GetUtcNow()) ?? 0,
            });
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNoFolder(job.Name, error);
            return null;
        }
    }

    private AttemptEnd Judge(Job job, JobFolder folder, WorkerEnd end)
    {
        if (end.IsGivenBack)
        {
            return AttemptEnd.GivenBack;
        }

        // The next worker would take as much.
        if (end.Excess is { } excess)
        {
            LogTooLarge(job.Name, excess.UsedBytes, excess.LimitBytes);
            return HasModel(job, folder) ? AttemptEnd.Trained : AttemptEnd.Failed(TrainingErrors.MemoryExceeded(excess.LimitBytes, excess.UsedBytes));
        }

        var problem = end.Problem is { } told ? $"before it began: {told}" : $"with exit code {end.ExitCode}";
        try
        {
            if (end.ExitCode == WorkerExitCode.Done && File.Exists(folder.ModelPath))
            {
                var outcome = folder.ReadOutcome();
                RequireKnown(outcome, job);
                LogTrained(job.Name, outcome.Device, outcome.DeviceNote);
                return AttemptEnd.Trained;
            }

            if (end.ExitCode == WorkerExitCode.Failed && folder.FindFailure() is { } failure)
            {
                LogRefused(job.Name, failure.Reason, failure.Message);
                return AttemptEnd.Failed(ErrorOf(failure));
            }
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException)
        {
            LogBadFiles(job.Name, error);
            problem += $": {Told(error, folder)}";
        }

        metrics.WorkerDied();
        LogDied(job.Name, job.AttemptCount, end.ExitCode, end.Problem ?? end.ErrorTail);
        return AttemptEnd.Died(problem);
    }

    // What is wrong with a file is for all to see; where it lies is not.
    private static string Told(Exception error, JobFolder folder)
    {
        var told = error.Message.Replace($"{folder.FullPath}{Path.DirectorySeparatorChar}", "", StringComparison.Ordinal).TrimEnd('.');
        return told[..Math.Min(told.Length, MaxProblem)];
    }

    // A worker that was stopped while it made variants has left the full model.
    private bool HasModel(Job job, JobFolder folder)
    {
        try
        {
            if (job.Spec.Variants.Count == 0 || !File.Exists(folder.OutcomePath) || !File.Exists(folder.ModelPath))
            {
                return false;
            }

            RequireKnown(folder.ReadOutcome(), job);
            return true;
        }
        catch (InvalidDataException error)
        {
            LogBadFiles(job.Name, error);
            return false;
        }
    }

    // Reasons tag metrics, and both are shown with every job.
    private static JobError ErrorOf(WorkerFailure failure) => new(
        PlanErrors.Reasons.Contains(failure.Reason) ? failure.Reason : TrainingErrors.InternalError().Reason,
        failure.Message[..Math.Min(failure.Message.Length, MaxMessage)]);

    // Names become paths, and a worker elsewhere may say anything.
    private static void RequireKnown(TrainingOutcome outcome, Job job)
    {
        if (outcome.Variants.Select(variant => variant.Name).Except(job.Spec.VariantNames, StringComparer.Ordinal).FirstOrDefault() is { } name)
        {
            throw new InvalidDataException($"The outcome of '{job.Name}' tells of a variant '{name}' that was not asked for.");
        }

        if (!TrainingDevices.IsName(outcome.Device) || outcome.DeviceNote.Length > MaxNote)
        {
            throw new InvalidDataException($"The outcome of '{job.Name}' tells of a device that is none, or a note on it of more than {MaxNote} characters.");
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The worker of {Job} cannot be started.")]
    private partial void LogNotStarted(string job, Exception error);

    [LoggerMessage(2, LogLevel.Information, "{Job} cannot succeed: {Reason}: {Message}")]
    private partial void LogRefused(string job, string reason, string message);

    [LoggerMessage(3, LogLevel.Warning, "The worker of {Job} left files that cannot be read.")]
    private partial void LogBadFiles(string job, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "Worker {Attempt} of {Job} died with exit code {ExitCode}. Its last words: {ErrorTail}")]
    private partial void LogDied(string job, int attempt, int exitCode, string errorTail);

    [LoggerMessage(6, LogLevel.Information, "{Job} was trained on {Device}. {Note}")]
    private partial void LogTrained(string job, string device, string note);

    [LoggerMessage(7, LogLevel.Warning, "The folder of {Job} cannot be written.")]
    private partial void LogNoFolder(string job, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "The worker of {Job} took {UsedBytes} bytes and may take {LimitBytes}; it was killed.")]
    private partial void LogTooLarge(string job, long usedBytes, long limitBytes);
}
