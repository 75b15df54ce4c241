namespace Maas.Cli.Workers;

/// <summary>
/// Lines of progress on their way to the service: the newest alone, or all of them in order, and once more when a connection broke before they were answered.
/// Thread-safe.
/// </summary>
/// <param name="keepsAll">Whether all are sent.</param>
internal sealed class ProgressLines(bool keepsAll)
{
    // Of about 250 bytes each: a message is far below what a service takes.
    private const int MostAtOnce = 1000;

    // A service that answers nothing for so long is one that has given the job away.
    private const int MostKept = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<IReadOnlyList<string>> _sent = new();
    private Queue<string> _waiting = new();

    /// <summary>Whether every line that must be told was answered.</summary>
    public bool IsTold
    {
        get
        {
            lock (_lock)
            {
                return !keepsAll || (_waiting.Count == 0 && _sent.All(lines => lines.Count == 0));
            }
        }
    }

    /// <summary>Whether there are lines for another message.</summary>
    public bool HasMore
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count > 0;
            }
        }
    }

    /// <summary>Takes a new line.</summary>
    public void Add(string line)
    {
        lock (_lock)
        {
            if (!keepsAll)
            {
                _waiting.Clear();
            }
            else if (_waiting.Count == MostKept)
            {
                _waiting.Dequeue();
            }

            _waiting.Enqueue(line);
        }
    }

    /// <summary>The lines of the next message, oldest first.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (_lock)
        {
            var lines = new List<string>(Math.Min(_waiting.Count, MostAtOnce));
            while (lines.Count < MostAtOnce && _waiting.TryDequeue(out var line))
            {
                lines.Add(line);
            }

            _sent.Enqueue(lines);
            return lines;
        }
    }

    /// <summary>The oldest message that was not answered yet is.</summary>
    public void Answer()
    {
        lock (_lock)
        {
            _sent.TryDequeue(out _);
        }
    }

    /// <summary>What was not answered will not be: it is sent again, before all else.</summary>
    public void Return()
    {
        lock (_lock)
        {
            var lines = _sent.SelectMany(sent => sent).Concat(_waiting).ToList();
            _sent.Clear();
            _waiting = new Queue<string>(lines.TakeLast(keepsAll ? MostKept : 1));
        }
    }
}
