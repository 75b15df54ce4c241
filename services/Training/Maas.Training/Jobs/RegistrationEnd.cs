namespace Maas.Training.Jobs;

/// <summary>How the registration of a trained job has ended; one of the two is set.</summary>
internal sealed record RegistrationEnd
{
    /// <summary>What came out of the job.</summary>
    public JobResult? Result { get; private init; }

    /// <summary>Why that is not what was asked for.</summary>
    public JobError? Error { get; private init; }

    /// <summary>There is a version.</summary>
    public static RegistrationEnd Done(JobResult result) => new() { Result = result };

    /// <summary>There is no version, or what was asked for beside it could not be done.</summary>
    public static RegistrationEnd Failed(JobError error) => new() { Error = error };

    /// <summary>The job as it ends by it.</summary>
    public Job End(Job job) => Error is null
        ? job with { State = JobState.Succeeded, Result = Result, Progress = job.Progress.Done() }
        : job with { State = JobState.Failed, Error = Error };
}
