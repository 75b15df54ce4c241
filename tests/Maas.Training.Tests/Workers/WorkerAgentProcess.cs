using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Maas.Testing;

namespace Maas.Training.Tests.Workers;

/// <summary><c>maas worker</c> as a process of its own, with a data folder of its own.</summary>
internal sealed class WorkerAgentProcess : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly Process _process;

    private WorkerAgentProcess(string name, Uri server, string[] more)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(
                FindDotnet(), [ProgramPath(), "worker", "--server", server.ToString(), "--name", name, "--data", _folder.Path, .. more])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it told.</summary>
    public IReadOnlyList<string> Notes => [.. _notes];

    /// <summary>How many jobs it began with.</summary>
    public int Begun => _notes.Count(note => note.Contains("begins", StringComparison.Ordinal));

    public static WorkerAgentProcess Start(string name, Uri server, params string[] more) => new(name, server, more);

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends it a signal of the shell's kill.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public Task WaitForExitAsync() => _process.WaitForExitAsync().WaitAsync(TestLimits.Call);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
        TestContext.Out.WriteLine(string.Join('\n', _notes));
    }

    private void Keep(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            _notes.Enqueue(line);
        }
    }

    // Beside this project's output: <bin>/Maas.Training.Tests/<configuration>/.
    private static string ProgramPath()
    {
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.GetFullPath(Path.Combine(own, "..", "..", "Maas.Cli", Path.GetFileName(own), "maas.dll"));
    }

    private static string FindDotnet() => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
