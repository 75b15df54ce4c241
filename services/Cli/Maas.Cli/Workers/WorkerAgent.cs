using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Processes;
using static Maas.Contracts.Training.V1.TrainingWorkerService;

namespace Maas.Cli.Workers;

/// <summary>Claims jobs and trains them, several at a time, until it is told to end. Thread-safe.</summary>
/// <param name="service">The Training service.</param>
/// <param name="settings">How it works.</param>
/// <param name="note">Tells a person.</param>
/// <param name="clock">Time.</param>
internal sealed class WorkerAgent(
    TrainingWorkerServiceClient service, WorkerSettings settings, Action<string> note, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan ClaimWait = TimeSpan.FromSeconds(20);

    // What an agent left that was killed, and none can still use.
    private static readonly TimeSpan StaleAge = TimeSpan.FromDays(2);

    private readonly Lock _noting = new();
    private readonly TableCache _tables = new(service, settings, clock);
    private IReadOnlyList<string> _devices = [];

    /// <summary>Works until it is cancelled; then gives back what is under way.</summary>
    /// <exception cref="MaasException">The service refuses this worker for good.</exception>
    /// <exception cref="FileNotFoundException">There is no program to train with.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // One that cannot train must not take jobs from those that can.
        TrainingProgram.StartInfo(settings.JobsPath, settings.ProgramPath, AssignedJob.ProgramOption);
        _devices = await TrainingDevices.AskAsync(settings.ProgramPath, AssignedJob.ProgramOption, clock, cancellationToken);
        Note($"'{settings.Name}' trains on {string.Join(", ", _devices)}.");
        Directory.CreateDirectory(settings.JobsPath);
        foreach (var path in Directory.EnumerateDirectories(settings.JobsPath)
            .Where(path => Directory.GetLastWriteTimeUtc(path) < clock.GetUtcNow().UtcDateTime - StaleAge).ToList())
        {
            Directory.Delete(path, recursive: true);
        }

        // One slot that cannot go on ends all.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var slots = Enumerable.Range(0, settings.Slots).Select(_ => ServeAsync(stop)).ToList();
        await Task.WhenAll(slots);
    }

    /// <inheritdoc/>
    public void Dispose() => _tables.Dispose();

    private async Task ServeAsync(CancellationTokenSource stop)
    {
        try
        {
            await ServeAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // How a worker ends.
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(clock);
        var claim = Guid.NewGuid();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assignment? assignment;
            try
            {
                assignment = await ClaimAsync(claim, cancellationToken);
            }
            catch (Exception error) when (!Backoff.IsForGood(error) && !cancellationToken.IsCancellationRequested)
            {
                Note($"No job can be claimed now: {error.Message}");
                await backoff.WaitAsync(cancellationToken);
                continue;
            }

            claim = Guid.NewGuid();
            if (assignment is null || await RunAsync(assignment, cancellationToken))
            {
                backoff.Reset();
                continue;
            }

            // No room on the disk, say: others may have it.
            await backoff.WaitAsync(cancellationToken);
        }
    }

    // One job that goes wrong in a way that nobody has foreseen does not end the others.
    private async Task<bool> RunAsync(Assignment assignment, CancellationToken cancellationToken)
    {
        try
        {
            return await new AssignedJob(service, assignment, settings, _tables, Note, clock).RunAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Note($"'{assignment.TrainingJob}', attempt {assignment.AttemptNumber}: left, {error.Message}");
            return false;
        }
    }

    private async Task<Assignment?> ClaimAsync(Guid claim, CancellationToken cancellationToken)
    {
        var answer = await service.ClaimWorkAsync(
            new ClaimWorkRequest
            {
                Worker = settings.Name, RequestId = claim.ToString("D"), WaitDuration = ClaimWait.ToDuration(), Devices = { _devices },
            },
            cancellationToken: cancellationToken);
        return answer.Assignment;
    }

    private void Note(string text)
    {
        lock (_noting)
        {
            note(text);
        }
    }
}
