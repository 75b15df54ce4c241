using System.Text.Json.Nodes;
using Grpc.Core;
using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Processes;
using static Maas.Contracts.Training.V1.TrainingWorkerService;

namespace Maas.Cli.Workers;

/// <summary>One assignment from its claim to its end. Used once.</summary>
internal sealed class AssignedJob(
    TrainingWorkerServiceClient service, Assignment assignment, WorkerSettings settings, TableCache tables, Action<string> note,
    TimeProvider clock)
{
    /// <summary>What sets the program, for errors.</summary>
    public const string ProgramOption = "--program";

    // What a worker that goes down still does for whoever goes on.
    private static readonly TimeSpan GiveBackLimit = TimeSpan.FromSeconds(10);

    private static readonly (WorkFile File, string Name)[] Results =
    [
        (WorkFile.Model, TrainingProgram.ModelName), (WorkFile.Baseline, TrainingProgram.BaselineName),
        (WorkFile.Failure, TrainingProgram.FailureName), (WorkFile.Outcome, TrainingProgram.OutcomeName),
    ];

    private readonly FileTransfer _files = new(service, assignment, clock);
    private readonly string _folder = Path.Combine(settings.JobsPath, Guid.NewGuid().ToString("N"));

    private string Title => $"'{assignment.TrainingJob}', attempt {assignment.AttemptNumber}";

    /// <summary>Trains it and brings the result; or drops it, when it is not this worker's any more.</summary>
    /// <returns>False when it could not be trained here, for a reason of this machine.</returns>
    /// <exception cref="OperationCanceledException">Asked to end; the job was given back.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await using var line = new LeaseLine(service, assignment, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(line.Dropped, cancellationToken);
        var checkpoints = new CheckpointUpload(_files, FileOf(TrainingProgram.CheckpointName), text => note($"{Title}: {text}"), clock);
        try
        {
            Directory.CreateDirectory(_folder);
            note($"{Title}: begins.");
            var end = await TrainAsync(line, checkpoints, stop.Token);
            await line.FlushAsync(stop.Token);
            await line.EndAsync();
            await FinishAsync(end, stop.Token);
            note($"{Title}: ended with exit code {end.ExitCode}.");
            return true;
        }
        catch (Exception error) when (error is OperationCanceledException or RpcException or MaasException
            && cancellationToken.IsCancellationRequested && !line.Dropped.IsCancellationRequested)
        {
            await GiveBackAsync(line, checkpoints);
            throw new OperationCanceledException("Asked to end.", error, cancellationToken);
        }
        catch (Exception error) when (line.Dropped.IsCancellationRequested || Backoff.IsLost(error))
        {
            note($"{Title}: dropped, it was stopped or is another's.");
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            note($"{Title}: {error.Message}");
            await GiveUpAsync(error.Message, stop.Token);
            return false;
        }
        finally
        {
            Clear();
        }
    }

    // What stays is removed by a later start.
    private void Clear()
    {
        try
        {
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            note($"{Title}: its folder could not be removed: {error.Message}");
        }
    }

    private async Task<FinishWorkRequest> TrainAsync(LeaseLine line, CheckpointUpload checkpoints, CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        using var trained = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var bringing = checkpoints.RunAsync(trained.Token);
        ChildEnd end;
        try
        {
            end = await new ChildProcess(clock).RunAsync(
                TrainingProgram.StartInfo(_folder, settings.ProgramPath, ProgramOption),
                text =>
                {
                    if (text.StartsWith('{'))
                    {
                        line.Tell(text);
                    }
                },
                settings.MemoryLimitBytes, cancellationToken);
        }
        finally
        {
            await trained.CancelAsync();
            await bringing;
        }

        foreach (var path in Directory.EnumerateFiles(_folder, TrainingProgram.VariantPattern))
        {
            await _files.PutAsync(WorkFile.Variant, path, cancellationToken, TrainingProgram.VariantOf(Path.GetFileName(path)));
        }

        foreach (var (file, name) in Results.Where(result => File.Exists(FileOf(result.Name))))
        {
            await _files.PutAsync(file, FileOf(name), cancellationToken);
        }

        await checkpoints.TryBringAsync(cancellationToken);
        var request = NewEnd();
        (request.ExitCode, request.ErrorTail) = (end.ExitCode, end.ErrorTail);
        request.MemoryExcess = end.Excess is { } excess
            ? new Contracts.Training.V1.MemoryExcess { LimitBytes = excess.LimitBytes, UsedBytes = excess.UsedBytes }
            : null;
        return request;
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var plan = JsonNode.Parse(assignment.Plan.Span)!;
        plan[TrainingProgram.TablePathProperty] = await tables.GetAsync(assignment, cancellationToken);
        await File.WriteAllTextAsync(FileOf(TrainingProgram.PlanName), plan.ToJsonString(), cancellationToken);
        if (assignment.CheckpointSizeBytes > 0)
        {
            await _files.GetAsync(WorkFile.Checkpoint, FileOf(TrainingProgram.CheckpointName), cancellationToken);
        }
    }

    private Task FinishAsync(FinishWorkRequest end, CancellationToken cancellationToken) => Backoff.PersistAsync(
        async () => await service.FinishWorkAsync(end, cancellationToken: cancellationToken), clock, cancellationToken);

    private async Task GiveUpAsync(string problem, CancellationToken cancellationToken)
    {
        var end = NewEnd();
        end.Problem = problem;
        await TellAsync(end, cancellationToken);
    }

    private async Task GiveBackAsync(LeaseLine line, CheckpointUpload checkpoints)
    {
        using var limit = new CancellationTokenSource(GiveBackLimit, clock);
        try
        {
            await checkpoints.TryBringAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The one before is good too.
        }

        await line.EndAsync();
        var end = NewEnd();
        end.IsGivenBack = true;
        await TellAsync(end, limit.Token);
        note($"{Title}: given back.");
    }

    // Who cannot be told finds out when the lease runs out.
    private async Task TellAsync(FinishWorkRequest end, CancellationToken cancellationToken)
    {
        try
        {
            await FinishAsync(end, cancellationToken);
        }
        catch (Exception error) when (error is MaasException or OperationCanceledException)
        {
            note($"{Title}: the service could not be told: {error.Message}");
        }
    }

    private FinishWorkRequest NewEnd() => new() { TrainingJob = assignment.TrainingJob, Lease = assignment.Lease };

    private string FileOf(string name) => Path.Combine(_folder, name);
}
