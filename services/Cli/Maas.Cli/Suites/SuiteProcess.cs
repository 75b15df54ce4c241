using System.Diagnostics;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;

namespace Maas.Cli.Suites;

/// <summary>
/// The suite as a child process. Its log goes to <c>logs/suite.log</c> in the data folder. It ends with this object,
/// and with this process however that ends: it stops when its standard input does.
/// </summary>
internal sealed class SuiteProcess : IAsyncDisposable
{
    private const string ReadyLine = "Maas is ready:";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(35);

    private readonly Process _process;
    private readonly SuiteLog _log;
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _pumps;

    private SuiteProcess(Process process, SuiteLog log, TimeProvider clock)
    {
        _process = process;
        _log = log;
        _clock = clock;
        _pumps = Task.WhenAll(PumpAsync(process.StandardOutput, isError: false), PumpAsync(process.StandardError, isError: true));
    }

    /// <summary>What it says of itself.</summary>
    public SuiteDescription Description { get; private set; } = null!;

    /// <summary>Starts a suite and waits until all four services answer.</summary>
    /// <param name="dataFolder">Full path; made when it is not there.</param>
    /// <param name="arguments">More for the suite, e.g. <c>--free-ports</c>.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellationToken">Stops it again.</param>
    /// <exception cref="CommandFailedException">It ended instead; the message is its own.</exception>
    public static async Task<SuiteProcess> StartAsync(
        string dataFolder, IEnumerable<string> arguments, TimeProvider clock, CancellationToken cancellationToken)
    {
        var log = SuiteLog.Create(dataFolder);
        var start = new ProcessStartInfo(SuiteProgram.DotnetPath())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])[SuiteProgram.Find(), "--data", dataFolder, "--end-with-input", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var suite = new SuiteProcess(Process.Start(start)!, log, clock);
        try
        {
            await suite.WaitUntilReadyAsync(dataFolder, cancellationToken);
            return suite;
        }
        catch
        {
            await suite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the suite ends, or the user wants it to.</summary>
    /// <exception cref="CommandFailedException">It ended by itself.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Ctrl-C in a terminal reaches the suite too: that is no failure, whichever is seen first.
        if (!cancellationToken.IsCancellationRequested && _process.ExitCode != 0)
        {
            await _pumps;
            throw Ended();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            using var limit = new CancellationTokenSource(StopLimit, _clock);
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _pumps;
        _process.Dispose();
        _log.Dispose();
    }

    private async Task WaitUntilReadyAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var exited = _process.WaitForExitAsync(cancellationToken);
        Task first;
        try
        {
            first = await Task.WhenAny(_ready.Task, exited).WaitAsync(StartLimit, _clock, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new CommandFailedException(
                ExitCode.Unavailable, "suite-not-ready",
                $"The suite is not ready after {Figures.Seconds(StartLimit)}. The log is '{_log.Path}'.", exception);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (first == exited)
        {
            await _pumps;
            throw Ended();
        }

        Description = SuiteDescription.Find(dataFolder)
            ?? throw new InvalidOperationException("The suite says it is ready, and its suite.json does not.");
    }

    private CommandFailedException Ended() => new(
        ExitCode.WorkFailed, "suite-ended",
        _log.LastErrors.Count > 0
            ? $"{string.Join(' ', _log.LastErrors)} The log is '{_log.Path}'."
            : $"The suite ended with exit code {_process.ExitCode}. The log is '{_log.Path}'.");

    private async Task PumpAsync(StreamReader reader, bool isError)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _log.Add(line, isError);
            if (!isError && line.StartsWith(ReadyLine, StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }
    }
}
