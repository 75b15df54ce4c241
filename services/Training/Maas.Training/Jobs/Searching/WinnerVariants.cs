using Maas.Training.Plans;

namespace Maas.Training.Jobs.Searching;

/// <summary>
/// Has the variants of a search's winner made, by a job of its own: its worker goes on from where the winner's learning has ended, so it
/// does not learn the model again. What is learnt beside the model, as a calibration without validation rows, is learnt anew, and may
/// come out differently on another machine or where a limit of time cut off the winner: then there are no variants. Used once; one caller
/// at a time.
/// </summary>
internal sealed class WinnerVariants(SearchAttempt attempt, TrialJobs jobs, JobFiles files, JobBoard board)
{
    private readonly RunningTrials _running = new(jobs, attempt.Clock);
    private Job? _ended;

    /// <summary>Makes them, or finds those that an earlier attempt has had made. One that cannot be made does not cost the model.</summary>
    /// <param name="winner">The best trial, its folder kept.</param>
    /// <param name="cancellationToken">Ends the wait; what runs is stopped by <see cref="StopAsync"/>.</param>
    /// <returns>The job whose folder holds the winner's model, and tells what became of the variants.</returns>
    public async Task<Job> MakeAsync(Job winner, CancellationToken cancellationToken)
    {
        if (attempt.Job.Spec.Variants.Count == 0)
        {
            return winner;
        }

        if (!Algorithm.IsNetwork(winner.Spec.Algorithm))
        {
            return Leave(
                winner,
                $"The best trial is '{winner.Spec.Algorithm}', which has no variants; "
                + $"they are made of '{Algorithm.Mlp}', '{Algorithm.Cnn}' and '{Algorithm.Rnn}'.");
        }

        await _running.BeginAsync(
            new TrialOrigin(attempt.Job.Id, winner.Trial!.Number, LearningTime: null)
            {
                Winner = new TrainedAttempt(winner.Uid, winner.AttemptCount),
            },
            SpecOf(winner.Spec),
            cancellationToken);
        board.Report(attempt.Job.Id, board.WithProgress(attempt.Job).Progress.Optimising());
        _ended = await WaitAsync(cancellationToken);
        return await TakeAsync(winner, _ended, cancellationToken);
    }

    /// <summary>Stops what runs, waits until it has stopped, but not for ever, and removes what it left.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _running.StopAllAsync(cancellationToken);
        await DropAsync();
    }

    /// <summary>Removes the job that made them.</summary>
    public async Task DropAsync()
    {
        if (_ended is { } ended)
        {
            await jobs.RemoveAsync(ended);
        }
    }

    // Folds compare trials, and there is nothing left to compare. A finished model does not wait for a GPU that is gone.
    private JobSpec SpecOf(JobSpec winner) => winner with
    {
        Variants = attempt.Job.Spec.Variants,
        FoldCount = 0,
        DevicePolicy = winner.DevicePolicy == DevicePolicy.GpuRequired ? DevicePolicy.GpuPreferred : winner.DevicePolicy,
    };

    private async Task<Job> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _running.HearAsync(cancellationToken) is { Job: { IsFinal: true } ended })
            {
                return ended;
            }
        }
    }

    private async Task<Job> TakeAsync(Job winner, Job ended, CancellationToken cancellationToken)
    {
        if (ended.State != JobState.Succeeded)
        {
            return Leave(winner, ended.Error?.Message ?? "It was stopped.");
        }

        if (await jobs.FindOutcomeAsync(ended, cancellationToken) is not { } made)
        {
            return Leave(winner, "What the worker that made it left cannot be read.");
        }

        var whole = files.Open(winner).ReadOutcome();
        if (made.ModelSha256 != whole.ModelSha256)
        {
            return Leave(
                winner,
                "The worker that was to make it did not get the bytes of the best trial's model: it is a machine of another kind, "
                + "or the calibration was learnt under a limit of time. Train once more with its parameters and the variants.");
        }

        // The model is the same; what was measured of it is the trial's.
        files.Open(ended).WriteOutcome(whole with { Variants = made.Variants });
        return ended;
    }

    private Job Leave(Job winner, string problem)
    {
        var folder = files.Open(winner);
        folder.WriteOutcome(folder.ReadOutcome() with
        {
            Variants =
            [
                .. attempt.Job.Spec.VariantNames.Select(name => new VariantOutcome
                {
                    Name = name, FailedGate = VariantGate.Making, Problem = problem,
                }),
            ],
        });
        return winner;
    }
}
