using System.Globalization;
using Maas.Processes;
using Maas.Training.Plans;
using Microsoft.Extensions.Logging;

namespace Maas.Training.Jobs.Workers;

/// <summary>Which workers with a GPU ask this service for jobs, and which did last, to tell whoever waits for one. Thread-safe.</summary>
internal sealed partial class GpuWorkers(JobBoard board, TimeProvider clock, ILogger<GpuWorkers> logger)
{
    private const string None = "It waits for a worker with a GPU, and none has asked this service for jobs. Start one from a build with "
        + "-p:TorchFlavor=Cuda on a machine with a GPU; or cancel the job and create it again with the device_policy '" + DevicePolicy.GpuPreferred + "'.";

    // Names are chosen by workers: beyond so many they are forgotten, and logged once more.
    private const int MostKnown = 256;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Worker, string Devices)> _known = [];
    private volatile Seen? _last;

    /// <summary>A worker asks for jobs.</summary>
    /// <param name="worker">What people know it by.</param>
    /// <param name="devices">What it can train on.</param>
    public void Heard(string worker, IReadOnlyList<string> devices)
    {
        if (!TrainingDevices.HasGpu(devices))
        {
            return;
        }

        var seen = new Seen(worker, string.Join(", ", devices), clock.GetTimestamp());
        if (IsNew(seen))
        {
            LogHeard(seen.Worker, seen.Devices);
        }

        _last = seen;
    }

    /// <summary>The job, and why it is not begun, or does not go on, when that is for the want of a GPU.</summary>
    public Job WithReason(Job job) => IsWaiting(job) ? job with { Progress = job.Progress with { WaitReason = Reason() } } : job;

    private bool IsWaiting(Job job) => job.Spec.DevicePolicy == DevicePolicy.GpuRequired
        && (job.State == JobState.Queued || (job is { State: JobState.Running, Spec.Search: not null } && IsSearchWaiting(job)));

    // As long as nobody took a trial of it; and again when none is under way, and one needs a GPU.
    private bool IsSearchWaiting(Job search)
    {
        var parts = board.PartsOf(search.Id);
        return search.SearchStartTime is null || (parts.Any(part => part.NeedsGpu) && parts.All(part => part.State == JobState.Queued));
    }

    private bool IsNew(Seen seen)
    {
        lock (_lock)
        {
            if (_known.Contains((seen.Worker, seen.Devices)))
            {
                return false;
            }

            if (_known.Count >= MostKnown)
            {
                _known.Clear();
            }

            return _known.Add((seen.Worker, seen.Devices));
        }
    }

    private string Reason() => _last is { } last
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"It waits for a worker with a GPU. '{last.Worker}' ({last.Devices}) last asked for jobs {clock.GetElapsedTime(last.Time).TotalSeconds:F0} s ago.")
        : None;

    [LoggerMessage(1, LogLevel.Information, "{Worker} asks for jobs and can train on {Devices}.")]
    private partial void LogHeard(string worker, string devices);

    private sealed record Seen(string Worker, string Devices, long Time);
}
