using System.Text;

namespace Maas.Cli.Suites;

/// <summary>
/// The log of a suite that was started here; the one before it is kept. Lines that a full disk does not take are left
/// out and counted: the suite must not wait for its log. Thread-safe.
/// </summary>
internal sealed class SuiteLog : IDisposable
{
    private const int KeptErrors = 5;

    private readonly Lock _writers = new();
    private readonly FileStream _file;
    private readonly Queue<string> _errors = new();
    private long _missing;

    private SuiteLog(string path)
    {
        Path = path;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The last lines of standard error.</summary>
    public IReadOnlyList<string> LastErrors
    {
        get
        {
            lock (_writers)
            {
                return [.. _errors];
            }
        }
    }

    /// <summary>Begins a log in the data folder.</summary>
    public static SuiteLog Create(string dataFolder)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(dataFolder, "logs")).FullName;
        var path = System.IO.Path.Combine(folder, "suite.log");
        if (File.Exists(path))
        {
            File.Move(path, System.IO.Path.Combine(folder, "suite.previous.log"), overwrite: true);
        }

        return new SuiteLog(path);
    }

    /// <summary>Writes a line.</summary>
    public void Add(string line, bool isError)
    {
        lock (_writers)
        {
            Write(line);
            if (!isError)
            {
                return;
            }

            _errors.Enqueue(line);
            if (_errors.Count > KeptErrors)
            {
                _errors.Dequeue();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(string line)
    {
        try
        {
            var note = _missing > 0 ? $"{_missing} lines are missing here: they could not be written.\n" : "";
            _file.Write(Encoding.UTF8.GetBytes($"{note}{line}\n"));
            _missing = 0;
        }
        catch (IOException)
        {
            _missing++;
        }
    }
}
