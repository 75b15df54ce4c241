using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>Judges trials that have ended by what they left, and keeps the folder of the best. One caller at a time.</summary>
internal sealed class TrialJudge(SearchAttempt attempt, TrialJobs jobs, TrialStore trials)
{
    private Job? _best;
    private Job? _unmeasuredBaseline;

    /// <summary>The best trial; without one, a baseline that could not be compared; null when there is neither.</summary>
    public Job? Best => _best ?? _unmeasuredBaseline;

    /// <summary>Why the baseline showed that none can be compared; else empty.</summary>
    public string Hopeless { get; private set; } = "";

    private Study Study => attempt.Study;

    private TimeSpan Now => attempt.Clock.Elapsed;

    /// <summary>Takes up a baseline that an earlier attempt had trained and could not compare.</summary>
    public void TakeUp(Job baseline) => _unmeasuredBaseline = baseline;

    /// <summary>Takes the end of a trial.</summary>
    /// <param name="number">Of the trial.</param>
    /// <param name="job">What it was while it ran, final.</param>
    /// <param name="cancellationToken">Ends the wait for what it left, before anything is judged.</param>
    public async Task EndAsync(int number, Job job, CancellationToken cancellationToken)
    {
        var isKept = false;
        if (attempt.IsRunning(number))
        {
            isKept = await JudgeAsync(number, job, cancellationToken);
            await trials.SetAsync(attempt.Job, Study.Journal.Trials[number], CancellationToken.None);
        }
        else if (Study.Best?.Number == number && job.State == JobState.Succeeded)
        {
            // A search that goes on finds its best again.
            isKept = true;
        }

        if (isKept && Study.Best?.Number == number)
        {
            (var before, _best) = (_best, job);
            foreach (var worse in new[] { before, _unmeasuredBaseline }.OfType<Job>().Where(worse => worse.Id != job.Id))
            {
                await jobs.RemoveAsync(worse);
            }

            _unmeasuredBaseline = null;
        }
        else if (!isKept)
        {
            await jobs.RemoveAsync(job);
        }
    }

    /// <summary>Removes what was kept.</summary>
    public async Task DropAsync()
    {
        foreach (var kept in new[] { _best, _unmeasuredBaseline }.OfType<Job>())
        {
            await jobs.RemoveAsync(kept);
        }
    }

    // Whether its folder is worth keeping.
    private async Task<bool> JudgeAsync(int number, Job job, CancellationToken cancellationToken)
    {
        if (job.State != JobState.Succeeded)
        {
            var problem = job.Error?.Message ?? "It was stopped.";
            if (job.State == JobState.Failed && job.Error?.Reason is not ("INTERNAL_ERROR" or "JOB_TIMED_OUT"))
            {
                Study.Fail(number, problem, Now);
            }
            else
            {
                Study.Abandon(number, problem, Now);
            }

            return false;
        }

        if (await jobs.FindOutcomeAsync(job, cancellationToken) is not { } outcome)
        {
            Study.Abandon(number, "Its files cannot be read.", Now);
            return false;
        }

        var measured = TrialMeasurement.Of(outcome, attempt.Job.Spec, attempt.Plan.Constraints);
        if (measured is { Objective: { } value, MissingMetric: "" })
        {
            Study.Complete(number, value, measured.Values, Now);
            return Study.Best?.Number == number;
        }

        return JudgeUnmeasured(number, job, measured);
    }

    // A baseline whose time did not allow two folds is still a model. What cannot be told of it at all cannot be told of others either.
    private bool JudgeUnmeasured(int number, Job job, TrialMeasurement measured)
    {
        var problem = $"'{measured.MissingMetric}' cannot be told of these rows.";
        Study.Abandon(number, measured.IsCut ? "Its time was spent before two folds were measured." : problem, Now);
        if (number != 0)
        {
            return false;
        }

        Hopeless = measured.IsCut ? "" : problem;
        _unmeasuredBaseline = measured.IsCut && measured.KeepsWhatIsKnown(attempt.Plan.Constraints) ? job : null;
        return _unmeasuredBaseline is not null;
    }
}
