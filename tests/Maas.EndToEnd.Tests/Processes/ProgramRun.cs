using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Maas.EndToEnd.Tests.Processes;

/// <summary>A program as a process: what it prints is kept, and it ends with this object at the latest.</summary>
internal sealed class ProgramRun : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _outputEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _errorEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _waitedFor;
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProgramRun(Process process, string waitedFor)
    {
        _process = process;
        _waitedFor = waitedFor;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data, _outputEnd);
        process.ErrorDataReceived += (_, line) => Append(_error, line.Data, _errorEnd);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public string Output => Read(_output);

    public string Error => Read(_error);

    /// <summary>Starts a built program.</summary>
    /// <param name="path">The dll.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="waitedFor">Begin of a line of standard output that <see cref="WaitForLineAsync"/> waits for.</param>
    public static ProgramRun StartDotnet(string path, IEnumerable<string> arguments, string waitedFor = "\0") =>
        Start("dotnet", [path, .. arguments], waitedFor);

    /// <summary>Runs any program to its end.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="folder">Where it runs.</param>
    public static async Task<ProgramRun> RunAsync(
        string file, IEnumerable<string> arguments, string input = "", string folder = "")
    {
        var program = Start(file, arguments, "\0", folder);
        await program._process.StandardInput.WriteAsync(input);
        program._process.StandardInput.Close();
        await program.WaitForExitAsync();
        return program;
    }

    public async Task WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        await Task.WhenAll(_outputEnd.Task, _errorEnd.Task).WaitAsync(limit.Token);
    }

    /// <summary>Waits for the line; fails when the program ends without it.</summary>
    public async Task WaitForLineAsync()
    {
        var exit = WaitForExitAsync();
        if (await Task.WhenAny(_seen.Task, exit) == exit)
        {
            await exit;
            Assert.Fail($"The program ended with {ExitCode} before it printed '{_waitedFor}'.\n{Output}\n{Error}");
        }
    }

    /// <summary>Asks it to end, as an orchestrator does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>As <c>kill -9</c>: none of its handlers runs, its children are left alone.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static ProgramRun Start(string file, IEnumerable<string> arguments, string waitedFor, string folder = "") => new(
        Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!,
        waitedFor);

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private void Append(StringBuilder text, string? line, TaskCompletionSource end)
    {
        if (line is null)
        {
            end.TrySetResult();
            return;
        }

        lock (text)
        {
            text.AppendLine(line);
        }

        if (line.StartsWith(_waitedFor, StringComparison.Ordinal))
        {
            _seen.TrySetResult();
        }
    }
}
