using Grpc.Core;
using Maas.Cli.Terminal;
using Maas.Client;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using static Maas.Contracts.Training.V1.TrainingService;

namespace Maas.Cli.Jobs;

/// <summary>Follows a job to its end.</summary>
internal static class TrainingRun
{
    /// <summary>Accepts a job; a repeat after a broken line makes no second one.</summary>
    public static async Task<TrainingJob> StartAsync(
        TrainingServiceClient training, TrainingSpec spec, CancellationToken cancellationToken) =>
        await training.CreateTrainingJobAsync(
            new CreateTrainingJobRequest
            {
                TrainingJob = new TrainingJob { Spec = spec },
                RequestId = Guid.NewGuid().ToString(),
            },
            cancellationToken: cancellationToken);

    /// <summary>The job as it would be accepted.</summary>
    public static async Task<TrainingJob> ValidateAsync(
        TrainingServiceClient training, TrainingSpec spec, CancellationToken cancellationToken) =>
        await training.CreateTrainingJobAsync(
            new CreateTrainingJobRequest { TrainingJob = new TrainingJob { Spec = spec }, ValidateOnly = true },
            cancellationToken: cancellationToken);

    /// <summary>Waits until the job's state is final; goes on watching when the line breaks.</summary>
    /// <exception cref="CommandFailedException">The job failed or was cancelled.</exception>
    public static async Task<TrainingJob> FollowAsync(
        TrainingServiceClient training, TrainingJob job, ProgressBar bar, CancellationToken cancellationToken)
    {
        var curve = new LossCurve();
        while (!IsFinal(job))
        {
            try
            {
                job = await WatchAsync(training, job, bar, curve, cancellationToken);
            }
            catch (RpcException failure) when (MaasErrors.FromRpc(failure).Code == MaasErrorCode.Unavailable)
            {
                // The client repeats this call with growing waits; when Training stays away, it throws.
                job = await training.GetTrainingJobAsync(
                    new GetTrainingJobRequest { Name = job.Name }, cancellationToken: cancellationToken);
            }
        }

        Show(bar, job, curve);
        return job.State == TrainingJob.Types.State.Succeeded ? job : throw Failed(job);
    }

    private static async Task<TrainingJob> WatchAsync(
        TrainingServiceClient training, TrainingJob job, ProgressBar bar, LossCurve curve, CancellationToken cancellationToken)
    {
        var request = new WatchTrainingJobRequest { Name = job.Name };
        using var call = training.WatchTrainingJob(request, cancellationToken: cancellationToken);
        await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            job = message.TrainingJob;
            curve.Add(message);
            Show(bar, job, curve);
        }

        return job;
    }

    private static void Show(ProgressBar bar, TrainingJob job, LossCurve curve)
    {
        var progress = job.Progress ?? new TrainingProgress();
        bar.Report(
            job.State == TrainingJob.Types.State.Succeeded ? 1 : progress.ProgressRatio, $"{ProgressText.Of(progress)} {curve} {progress.WaitReason}".TrimEnd());
    }

    /// <summary>Whether nothing more happens to it.</summary>
    public static bool IsFinal(TrainingJob job) => job.State
        is TrainingJob.Types.State.Succeeded or TrainingJob.Types.State.Failed or TrainingJob.Types.State.Cancelled;

    private static CommandFailedException Failed(TrainingJob job) => job.State == TrainingJob.Types.State.Cancelled
        ? new CommandFailedException(ExitCode.WorkFailed, "JOB_CANCELLED", $"'{job.Name}' was cancelled.")
        : new CommandFailedException(
            ExitCode.WorkFailed, job.Error?.Reason ?? "JOB_FAILED", $"'{job.Name}' failed: {job.Error?.Message}");
}
