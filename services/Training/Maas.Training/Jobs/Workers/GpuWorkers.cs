using System.Globalization;
using Maas.Processes;
using Maas.Training.Plans;
using Microsoft.Extensions.Logging;

namespace Maas.Training.Jobs.Workers;

/// <summary>Which worker with a GPU asked this service for jobs last, to tell whoever waits for one. Thread-safe.</summary>
internal sealed partial class GpuWorkers(TimeProvider clock, ILogger<GpuWorkers> logger)
{
    private const string None = "It waits for a worker with a GPU, and none has asked this service for jobs. Start one from a build with "
        + "-p:TorchFlavor=Cuda on a machine with a GPU; or cancel the job and create it again with the device_policy '" + DevicePolicy.GpuPreferred + "'.";

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
        if (_last is not { } last || (last.Worker, last.Devices) != (seen.Worker, seen.Devices))
        {
            LogHeard(seen.Worker, seen.Devices);
        }

        _last = seen;
    }

    /// <summary>The job, and why it is not begun when that is for the want of a GPU.</summary>
    public Job WithReason(Job job) => IsWaiting(job) ? job with { Progress = job.Progress with { WaitReason = Reason() } } : job;

    // Of a search: as long as nobody took a trial of it.
    private static bool IsWaiting(Job job) => job.Spec.DevicePolicy == DevicePolicy.GpuRequired
        && (job.State == JobState.Queued || job is { State: JobState.Running, Spec.Search: not null, SearchStartTime: null });

    private string Reason() => _last is { } last
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"It waits for a worker with a GPU. '{last.Worker}' ({last.Devices}) last asked for jobs {clock.GetElapsedTime(last.Time).TotalSeconds:F0} s ago.")
        : None;

    [LoggerMessage(1, LogLevel.Information, "{Worker} asks for jobs and can train on {Devices}.")]
    private partial void LogHeard(string worker, string devices);

    private sealed record Seen(string Worker, string Devices, long Time);
}
