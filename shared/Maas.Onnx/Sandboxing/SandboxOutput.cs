using System.Text;

namespace Maas.Onnx.Sandboxing;

/// <summary>What a process in the sandbox writes. Whatever it is, little of it is kept, and all of it is read.</summary>
internal sealed class SandboxOutput
{
    private const int MaxReports = 8;
    private const int MaxLineLength = 16 * 1024;
    private const int MaxErrorLength = 4 * 1024;

    private readonly Lock _lock = new();
    private readonly List<SandboxReport> _reports = [];
    private readonly StringBuilder _errors = new();

    public IReadOnlyList<SandboxReport> Reports
    {
        get
        {
            lock (_lock)
            {
                return [.. _reports];
            }
        }
    }

    public string Errors
    {
        get
        {
            lock (_lock)
            {
                return _errors.ToString();
            }
        }
    }

    public Task ReadReportsAsync(StreamReader reader)
    {
        var line = new StringBuilder();
        return ReadAsync(reader, text =>
        {
            foreach (var letter in text.Span)
            {
                if (letter == '\n')
                {
                    Add(line.ToString());
                    line.Clear();
                }
                else if (line.Length < MaxLineLength)
                {
                    line.Append(letter);
                }
            }
        });
    }

    public Task ReadErrorsAsync(StreamReader reader) => ReadAsync(reader, text =>
    {
        lock (_lock)
        {
            _errors.Append(text);
            _errors.Remove(0, Math.Max(0, _errors.Length - MaxErrorLength));
        }
    });

    private void Add(string line)
    {
        lock (_lock)
        {
            if (_reports.Count < MaxReports && SandboxReport.TryParse(line) is { } report)
            {
                _reports.Add(report);
            }
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<ReadOnlyMemory<char>> onText)
    {
        var buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer.AsMemory()) is > 0 and var count)
            {
                onText(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The pipe is gone with the process.
        }
    }
}
