using System.Globalization;
using Maas.Digests;
using Maas.Errors;
using Maas.Training.Jobs;

namespace Maas.Training;

/// <summary>Failures that Training tells a caller about. Mirrors <c>maas.training.v1.TrainingErrorReason</c>.</summary>
internal static class TrainingErrors
{
    public const string Domain = "training.maas";

    public static MaasException ResourceNotFound(string resource) =>
        new(MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND", Domain, $"'{resource}' does not exist. Check the name.")
        {
            Metadata = new Dictionary<string, string> { ["resource"] = resource },
        };

    public static MaasException ResourceAlreadyExists(string resource) =>
        new(MaasErrorCode.AlreadyExists, "RESOURCE_ALREADY_EXISTS", Domain,
            $"'{resource}' exists already. Get it, or choose another id.")
        {
            Metadata = new Dictionary<string, string> { ["resource"] = resource },
        };

    public static MaasException EtagMismatch(string resource, string currentEtag) =>
        new(MaasErrorCode.Aborted, "ETAG_MISMATCH", Domain,
            currentEtag.Length == 0
                ? $"'{resource}' does not exist any more, or not yet. Send it without an etag."
                : $"'{resource}' was changed by someone else; its etag is now {currentEtag}. Read it again and retry.")
        {
            Metadata = new Dictionary<string, string> { ["resource"] = resource, ["currentEtag"] = currentEtag },
        };

    public static MaasException DataUnreadable(string problem, long line) =>
        new(MaasErrorCode.InvalidArgument, "DATA_UNREADABLE", Domain, $"The data cannot be read: {problem}")
        {
            Metadata = new Dictionary<string, string>
            {
                ["problem"] = problem,
                ["line"] = line.ToString(CultureInfo.InvariantCulture),
            },
        };

    public static MaasException DigestMismatch(Sha256Digest expected, Sha256Digest actual) =>
        new(MaasErrorCode.InvalidArgument, "DIGEST_MISMATCH", Domain,
            $"The header promised bytes with SHA-256 {expected}, the bytes that came have {actual}. Send them again.")
        {
            Metadata = new Dictionary<string, string>
            {
                ["expectedSha256"] = expected.Hex,
                ["actualSha256"] = actual.Hex,
            },
        };

    public static MaasException DataTooLarge(long maxSizeBytes) =>
        new(MaasErrorCode.InvalidArgument, "DATA_TOO_LARGE", Domain,
            $"The data is larger than {maxSizeBytes} bytes. Send less, or have the limit raised.")
        {
            Metadata = new Dictionary<string, string>
            {
                ["maxSizeBytes"] = maxSizeBytes.ToString(CultureInfo.InvariantCulture),
            },
        };

    public static MaasException ImportStalled(TimeSpan idleTimeout) =>
        new(MaasErrorCode.DeadlineExceeded, "IMPORT_STALLED", Domain,
            $"Nothing came for {idleTimeout.TotalSeconds} seconds, so the import was given up. Send the data again, without pauses.")
        {
            Metadata = new Dictionary<string, string> { ["idleTimeout"] = idleTimeout.ToString("c", CultureInfo.InvariantCulture) },
        };

    public static MaasException ColumnNotFound(
        string column, IEnumerable<string> columns, IReadOnlyList<FieldViolation> violations) =>
        new(MaasErrorCode.InvalidArgument, "COLUMN_NOT_FOUND", Domain, Sentence(violations))
        {
            Metadata = new Dictionary<string, string> { ["column"] = column, ["columns"] = List(columns) },
            FieldViolations = violations,
        };

    public static MaasException SpecInvalid(IReadOnlyList<FieldViolation> violations) =>
        new(MaasErrorCode.InvalidArgument, "SPEC_INVALID", Domain, Sentence(violations))
        {
            Metadata = new Dictionary<string, string> { ["problem"] = Sentence(violations) },
            FieldViolations = violations,
        };

    public static MaasException JobFinished(string resource, string state) =>
        new(MaasErrorCode.FailedPrecondition, "JOB_FINISHED", Domain,
            $"'{resource}' is {state} already and cannot be stopped any more.")
        {
            Metadata = new Dictionary<string, string> { ["resource"] = resource, ["state"] = state },
        };

    public static JobError JobTimedOut(TimeSpan maxDuration) => new("JOB_TIMED_OUT",
        $"The job took longer than a job may, {maxDuration.ToString("c", CultureInfo.InvariantCulture)}. " +
        "Train on less, or have the limit raised.");

    public static JobError WorkerDied(int attempts, string death) => new("WORKER_DIED",
        $"{attempts} workers ended without a result, the last {death}. See the service's log.");

    public static JobError MemoryExceeded(long limitBytes, long usedBytes) => new("MEMORY_EXCEEDED",
        string.Create(CultureInfo.InvariantCulture,
            $"The worker took {usedBytes >> 20} MiB of memory and may take {limitBytes >> 20} MiB, so it was stopped. ") +
        "Have it take less: a smaller batch_size, fewer hidden_units, channels or trees, fewer columns or max_terms; or train where there is more, " +
        "or have 'Maas:Training:WorkerMemoryLimitBytes' raised.");

    public static MaasException LeaseLost(string resource) =>
        new(MaasErrorCode.Aborted, "LEASE_LOST", Domain,
            $"'{resource}' is not yours any more: nothing was heard of you for too long, or it has ended. Drop it, and claim the next.")
        {
            Metadata = new Dictionary<string, string> { ["resource"] = resource },
        };

    public static JobError WorkerNotStarted(string problem) => new("WORKER_DIED", problem);

    public static JobError Interrupted(int attempts) => new("WORKER_DIED",
        $"The service was stopped {attempts} times while a worker trained. See the service's log.");

    public static JobError RegistrationFailed(string problem) => new("REGISTRATION_FAILED",
        $"The model was trained and could not be registered: {problem}");

    public static JobError ResultLost(string version) => new("REGISTRATION_FAILED",
        $"The model is registered as '{version}', and what was measured of it cannot be read any more. Take the version, or delete it.");

    public static JobError AliasNotMoved(string version, string alias, string problem) => new("REGISTRATION_FAILED",
        $"The model is registered as '{version}', and its alias '{alias}' could not be moved to it: {problem} Move the alias, or delete the version.");

    public static JobError NoFeasibleTrial(int trials, IEnumerable<string> bounds) => new("NO_FEASIBLE_TRIAL",
        $"None of {trials} trials keeps all constraints: {string.Join(", ", bounds)}. Loosen them, widen the search, or give it more time.");

    public static JobError NoTrialSucceeded(int trials, string problem) => new("NO_FEASIBLE_TRIAL",
        $"None of {trials} trials gave a model. The first said: {problem}");

    public static JobError InternalError() => new("INTERNAL_ERROR",
        "Training ran into a bug. Its text is in the service's log, under the name of the job.");

    /// <summary>Names for a message; of a very wide table only the first.</summary>
    public static string List(IEnumerable<string> names)
    {
        var shown = names.Take(21).ToList();
        return shown.Count <= 20 ? string.Join(", ", shown) : string.Join(", ", shown.Take(20)) + ", …";
    }

    private static string Sentence(IReadOnlyList<FieldViolation> violations) =>
        string.Join(" ", violations.Select(violation => $"{violation.Field}: {violation.Description}"));
}
