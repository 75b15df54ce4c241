using System.Diagnostics;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>
/// One worker process, from its start to its end. It holds the process's standard input open: should this process die,
/// the worker sees its end and ends too.
/// </summary>
internal sealed class WorkerProcess(WorkerCommand command, TimeProvider clock)
{
    private const int MaxErrorLines = 40;

    // What a child of the worker may still hold open after the worker itself is gone.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs a worker to its end. When cancelled, it is killed with all its children before this returns.</summary>
    /// <param name="jobFolder">Holds the plan.</param>
    /// <param name="onProgress">Called in order, on one thread at a time.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was killed.</exception>
    public async Task<WorkerEnd> RunAsync(string jobFolder, Action<WorkerProgress> onProgress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start(jobFolder);
        var errors = new Queue<string>();
        var outputs = Task.WhenAll(
            ReadLinesAsync(process.StandardOutput, line => Report(line, onProgress)),
            ReadLinesAsync(process.StandardError, line => Keep(line, errors)));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        finally
        {
            await DrainAsync(outputs);
        }

        lock (errors)
        {
            return new WorkerEnd(process.ExitCode, string.Join('\n', errors));
        }
    }

    private Process Start(string jobFolder)
    {
        try
        {
            return Process.Start(command.StartInfo(jobFolder))!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new IOException($"The worker cannot be started: {error.Message}", error);
        }
    }

    private async Task DrainAsync(Task outputs)
    {
        try
        {
            await outputs.WaitAsync(DrainTimeout, clock);
        }
        catch (TimeoutException)
        {
            // Somebody else holds the pipe; nothing of interest can come any more.
        }
    }

    private static async Task ReadLinesAsync(StreamReader reader, Action<string> onLine)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                onLine(line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The pipe is gone with the process.
        }
    }

    private static void Report(string line, Action<WorkerProgress> onProgress)
    {
        if (WorkerProgress.TryParse(line, out var progress))
        {
            onProgress(progress);
        }
    }

    private static void Keep(string line, Queue<string> errors)
    {
        lock (errors)
        {
            errors.Enqueue(line.Length <= 1000 ? line : line[..1000]);
            if (errors.Count > MaxErrorLines)
            {
                errors.Dequeue();
            }
        }
    }
}
