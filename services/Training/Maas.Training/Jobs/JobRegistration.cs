using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Plans;
using Maas.Training.Registration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs;

/// <summary>
/// Registers the model that an attempt left in its folder, and tries again for a while when the registry does not
/// answer. Thread-safe.
/// </summary>
internal sealed partial class JobRegistration(
    DatasetStore datasets,
    JobFiles files,
    JobRuns runs,
    IModelRegistrar registrar,
    IOptions<TrainingOptions> options,
    TrainingMetrics metrics,
    TimeProvider clock,
    ILogger<JobRegistration> logger)
{
    /// <summary>What is told of variants that a cancel has left out.</summary>
    public const string Cancelled = "The job was cancelled before it was registered.";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);

    /// <summary>Registers the model of a trained job, and after it the variants that passed their gates.</summary>
    /// <param name="job">Trained.</param>
    /// <param name="onPublished">Called with a variant, empty for the full model, and its version, and with <see cref="Job.AliasMoved"/> and the version that the alias points at, before anything else is done. What it throws ends the registration.</param>
    /// <param name="cancellationToken">Before there is a version of the full model, nothing is kept; afterwards the other variants are left out.</param>
    /// <returns>What came out of the job; or that the registry refuses the model or its alias, or did not answer for too long.</returns>
    /// <exception cref="OperationCanceledException">Asked to stop before the alias was moved.</exception>
    /// <exception cref="InvalidDataException">The folder does not hold what the worker left.</exception>
    public async Task<RegistrationEnd> RegisterAsync(Job job, Func<string, string, Task> onPublished, CancellationToken cancellationToken)
    {
        var folder = files.Open(job);
        var outcome = await RepeatAsync(job.Name, () => Task.FromResult(folder.ReadOutcome()), cancellationToken);
        ModelRegistration registration;
        string full;
        try
        {
            registration = await RepeatAsync(job.Name, () => DescribeAsync(job, folder, outcome, cancellationToken), cancellationToken);
            full = job.IsPublished
                ? job.Published[""]
                : await RepeatAsync(job.Name, () => registrar.RegisterAsync(registration, cancellationToken), cancellationToken);
        }
        catch (MaasException error)
        {
            return job.IsPublished ? Conclude(job, outcome, error.Message) : RegistrationEnd.Failed(TrainingErrors.RegistrationFailed(error.Message));
        }

        if (!job.IsPublished)
        {
            await onPublished("", full);
        }

        if (job.Spec.Alias.Length > 0 && await MoveAliasAsync(registration, full, cancellationToken) is { } problem)
        {
            return RegistrationEnd.Failed(TrainingErrors.AliasNotMoved(full, job.Spec.Alias, problem));
        }

        if (job.Spec.Alias.Length > 0)
        {
            await onPublished(Job.AliasMoved, full);
        }

        var variants = await RegisterVariantsAsync(job, registration, full, onPublished, cancellationToken);
        return RegistrationEnd.Done(JobResult.Of(outcome, full, variants, job.Search));
    }

    /// <summary>What came out of a job whose model is registered, and that goes on no more: variants that are not registered are left out, and an alias that is not moved fails it.</summary>
    /// <param name="job">Trained and published.</param>
    /// <param name="problem">Why it does not go on.</param>
    /// <exception cref="IOException">The folder is gone.</exception>
    /// <exception cref="InvalidDataException">The folder does not hold what the worker left.</exception>
    public RegistrationEnd Conclude(Job job, string problem) => Conclude(job, files.Open(job).ReadOutcome(), problem);

    // What comes after the alias proves that it was moved.
    private RegistrationEnd Conclude(Job job, TrainingOutcome outcome, string problem) =>
        job.Spec.Alias.Length > 0 && job.Published.Count == 1
            ? RegistrationEnd.Failed(TrainingErrors.AliasNotMoved(job.Published[""], job.Spec.Alias, problem))
            : RegistrationEnd.Done(JobResult.Of(
                outcome,
                job.Published[""],
                [
                    .. outcome.Variants.Select(variant => !variant.HasPassed || job.Published.ContainsKey(variant.Name)
                        ? new JobVariant(job.Published.GetValueOrDefault(variant.Name, ""), variant)
                        : Left(job.Name, variant, problem)),
                ],
                job.Search));

    // Null when it is moved. Done again by a service that takes the job up: the registry knows it as the same request.
    private async Task<string?> MoveAliasAsync(ModelRegistration registration, string full, CancellationToken cancellationToken)
    {
        try
        {
            return await RepeatAsync(
                registration.JobName,
                async () =>
                {
                    await registrar.SetAliasAsync(registration, full);
                    return (string?)null;
                },
                cancellationToken);
        }
        catch (MaasException error)
        {
            return error.Message;
        }
    }

    private async Task<IReadOnlyList<JobVariant>> RegisterVariantsAsync(
        Job job, ModelRegistration registration, string full, Func<string, string, Task> onPublished, CancellationToken cancellationToken)
    {
        List<JobVariant> variants = [];
        var start = clock.GetTimestamp();
        foreach (var variant in registration.Outcome.Variants)
        {
            if (!variant.HasPassed || job.Published.ContainsKey(variant.Name))
            {
                variants.Add(new JobVariant(job.Published.GetValueOrDefault(variant.Name, ""), variant));
                continue;
            }

            var registered = await RegisterAsync(registration, variant, full, start, cancellationToken);
            variants.Add(registered);
            if (registered.Outcome.HasPassed)
            {
                await onPublished(variant.Name, registered.ModelVersion);
            }
        }

        return variants;
    }

    // The full model is registered: what is said against a variant does not undo that, nor does a cancel that comes now.
    private async Task<JobVariant> RegisterAsync(
        ModelRegistration registration, VariantOutcome variant, string full, long start, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new JobVariant(
                await RepeatAsync(
                    registration.JobName, () => registrar.RegisterVariantAsync(registration, variant, full, cancellationToken), start, cancellationToken),
                variant);
        }
        catch (Exception error) when (error is MaasException or IOException)
        {
            return Left(registration.JobName, variant, error.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !runs.Ending.IsCancellationRequested)
        {
            return Left(registration.JobName, variant, Cancelled);
        }
    }

    private JobVariant Left(string job, VariantOutcome variant, string problem)
    {
        LogVariantRefused(variant.Name, job, problem);
        return new JobVariant("", variant with { FailedGate = VariantGate.Registration, Problem = problem });
    }

    private Task<T> RepeatAsync<T>(string job, Func<Task<T>> register, CancellationToken cancellationToken) =>
        RepeatAsync(job, register, clock.GetTimestamp(), cancellationToken);

    private async Task<T> RepeatAsync<T>(string job, Func<Task<T>> register, long start, CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        while (true)
        {
            try
            {
                return await register();
            }
            catch (Exception error) when (IsPassing(error)
                && clock.GetElapsedTime(start) + delay <= options.Value.RegistrationTimeout)
            {
                metrics.RegistrationRetried();
                LogRetried(job, error.Message, delay.TotalSeconds);
            }

            await Task.Delay(delay, clock, cancellationToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task<ModelRegistration> DescribeAsync(
        Job job, JobFolder folder, TrainingOutcome outcome, CancellationToken cancellationToken)
    {
        var version = await datasets.GetVersionAsync(job.Spec.DatasetId, job.Spec.DatasetNumber, cancellationToken);
        return new ModelRegistration
        {
            JobUid = job.Uid,
            JobName = job.Name,
            DatasetVersion = version.Name,
            DatasetSource = version.Source,
            Model = job.Spec.Model,
            Alias = job.Spec.Alias,
            Folder = folder,
            Outcome = outcome,
            Search = job.Search,
        };
    }

    // BLOB_MISSING comes back as FAILED_PRECONDITION: another attempt uploads again.
    // A file that is gone does not come back; a disk, or one over the network, does.
    private static bool IsPassing(Exception failure) => failure switch
    {
        MaasException error => error.Reason == "BLOB_MISSING" || error.Code is
            MaasErrorCode.Unavailable or MaasErrorCode.DeadlineExceeded or MaasErrorCode.ResourceExhausted or
            MaasErrorCode.Aborted or MaasErrorCode.Internal or MaasErrorCode.DataLoss or MaasErrorCode.Cancelled,
        IOException => failure is not (FileNotFoundException or DirectoryNotFoundException),
        _ => false,
    };

    [LoggerMessage(1, LogLevel.Warning, "The model of {Job} is not registered yet: {Problem} Trying again in {Seconds} s.")]
    private partial void LogRetried(string job, string problem, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "The variant {Variant} of {Job} is not registered: {Problem}")]
    private partial void LogVariantRefused(string variant, string job, string problem);
}
