using System.Collections.Concurrent;
using System.Diagnostics;

namespace Maas.Benchmarks.Serving;

/// <summary>Reads what a process writes, so that it never waits for a reader, and keeps the end. Thread-safe.</summary>
internal sealed class LastWords
{
    private const int MaxLines = 20;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    public LastWords(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Begins; the process must be started.</summary>
    public void Listen()
    {
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public override string ToString() => _lines.IsEmpty ? "none" : string.Join('\n', _lines);

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        while (_lines.Count > MaxLines)
        {
            _lines.TryDequeue(out _);
        }
    }
}
