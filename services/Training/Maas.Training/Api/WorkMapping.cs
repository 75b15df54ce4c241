using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Processes;
using Maas.Training.Jobs;
using Maas.Training.Jobs.Workers;

namespace Maas.Training.Api;

/// <summary>The work of workers on other machines on the wire.</summary>
internal static partial class WorkMapping
{
    private const int MaxErrorTail = 64 * 1024;
    private const int MaxProblem = 1024;

    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    extension(ClaimWorkRequest request)
    {
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>: all faults at once.</exception>
        public (string Worker, IReadOnlyList<string> Devices, Guid Claim, TimeSpan Wait) Read()
        {
            var violations = new List<FieldViolation>();
            if (!WorkerName().IsMatch(request.Worker))
            {
                violations.Add(new("worker", $"Expected 1-100 characters of a-z, A-Z, 0-9, '-', '.' and '_', got '{request.Worker}'."));
            }

            if (!Guid.TryParse(request.RequestId, out var claim))
            {
                violations.Add(new("request_id", $"Expected a UUID, got '{request.RequestId}'."));
            }

            if (request.Devices.Count > TrainingDevices.MostDevices)
            {
                violations.Add(new("devices", $"Expected at most {TrainingDevices.MostDevices}, got {request.Devices.Count}."));
            }
            else if (request.Devices.FirstOrDefault(device => !TrainingDevices.IsName(device)) is { } unknown)
            {
                violations.Add(new("devices", $"Expected 'cpu', 'cuda:0', 'cuda:1' and so on, got '{unknown}'."));
            }

            var wait = WaitOf(request.WaitDuration);
            if (wait < TimeSpan.Zero || wait > LongestWait)
            {
                violations.Add(new("wait_duration", $"Expected 0 to {LongestWait.TotalSeconds} seconds, got {request.WaitDuration}."));
            }

            return violations.Count == 0 ? (request.Worker, request.Devices, claim, wait) : throw CommonErrors.InvalidFields(violations);
        }
    }

    extension(WorkAssignment assignment)
    {
        public Assignment ToProto() => new()
        {
            TrainingJob = assignment.Job.Name,
            Lease = assignment.Job.LeaseOwner,
            AttemptNumber = assignment.Job.AttemptCount,
            LeaseDuration = assignment.LeaseDuration.ToDuration(),
            HeartbeatInterval = (assignment.LeaseDuration / 3).ToDuration(),
            Plan = UnsafeByteOperations.UnsafeWrap(assignment.Plan),
            TableSha256 = assignment.Table.Hex,
            TableSizeBytes = assignment.TableSizeBytes,
            CheckpointSizeBytes = assignment.CheckpointSizeBytes,
            // Trials are compared by it; the making of variants is not.
            NeedsAllProgress = assignment.Job.Trial is { Winner: null },
        };
    }

    extension(GetWorkFileRequest request)
    {
        public WorkFile RequireOutgoing() => request.File is WorkFile.Table or WorkFile.Checkpoint
            ? request.File
            : throw CommonErrors.InvalidField("file", $"Expected the table or the checkpoint, got {request.File}.");

        public long RequireOffset(long length) => request.Offset >= 0 && request.Offset <= length
            ? request.Offset
            : throw CommonErrors.InvalidField("offset", $"Expected 0 to {length}, the size of the file; got {request.Offset}.");
    }

    extension(FinishWorkRequest request)
    {
        public WorkerEnd ToEnd() => new(request.ExitCode, request.ErrorTail[Math.Max(0, request.ErrorTail.Length - MaxErrorTail)..])
        {
            Excess = request.MemoryExcess is { } excess ? new Processes.MemoryExcess(excess.LimitBytes, excess.UsedBytes) : null,
            Problem = request.Problem.Length > 0 ? request.Problem[..Math.Min(request.Problem.Length, MaxProblem)] : null,
            IsGivenBack = request.IsGivenBack,
        };
    }

    // Below 0 when it is none: seconds and nanoseconds of different signs, or out of their range.
    private static TimeSpan WaitOf(Duration? wait)
    {
        try
        {
            return wait?.ToTimeSpan() ?? UsualWait;
        }
        catch (Exception error) when (error is InvalidOperationException or OverflowException)
        {
            return TimeSpan.MinValue;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex WorkerName();
}
