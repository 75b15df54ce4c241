using Maas.Processes;
using Maas.Training.Plans;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs;

/// <summary>Trains in child processes of this one; they end with it. Thread-safe.</summary>
internal sealed class WorkerProcess(IOptions<TrainingOptions> options, TimeProvider clock) : IWorker
{
    private const string PathSetting = $"{TrainingOptions.Section}:{nameof(TrainingOptions.WorkerPath)}";

    /// <inheritdoc/>
    public async Task<WorkerEnd> RunAsync(
        JobFolder folder, Action<WorkerProgress> onProgress, CancellationToken cancellationToken)
    {
        var end = await new ChildProcess(clock).RunAsync(
            TrainingProgram.StartInfo(folder.FullPath, options.Value.WorkerPath, PathSetting),
            line => Report(line, onProgress), options.Value.MemoryLimitOfWorkers, cancellationToken);
        return new WorkerEnd(end.ExitCode, end.ErrorTail) { Excess = end.Excess };
    }

    /// <summary>What the program can train on.</summary>
    public Task<IReadOnlyList<string>> FindDevicesAsync(CancellationToken cancellationToken) =>
        TrainingDevices.AskAsync(options.Value.WorkerPath, PathSetting, clock, cancellationToken);

    /// <inheritdoc/>
    public void Release()
    {
        // The process is gone.
    }

    private static void Report(string line, Action<WorkerProgress> onProgress)
    {
        if (WorkerProgress.TryParse(line, out var progress))
        {
            onProgress(progress);
        }
    }
}
