namespace Maas.Hosting.Health;

/// <summary>
/// Whether the host can do its work: ready when every condition that somebody reported is. Thread-safe;
/// a singleton of the host, for services to take and report to.
/// </summary>
public sealed class Readiness
{
    private readonly Lock _writers = new();
    private volatile SortedDictionary<string, string> _problems = [];

    /// <summary>Raised after every change, on the reporter's thread, one at a time.</summary>
    internal event Action? Changed;

    /// <summary>Whether nothing keeps the host from its work.</summary>
    public bool IsReady => _problems.Count == 0;

    /// <summary>Conditions that are not met, with why.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    /// <summary>States whether one condition is met, in place of what was said of it before.</summary>
    /// <param name="condition">Short name, e.g. <c>models</c>.</param>
    /// <param name="isReady">Whether it is met.</param>
    /// <param name="problem">What is missing, for an operator; ignored when it is met.</param>
    public void Report(string condition, bool isReady, string problem = "")
    {
        lock (_writers)
        {
            var problems = new SortedDictionary<string, string>(_problems);
            if (isReady)
            {
                problems.Remove(condition);
            }
            else
            {
                problems[condition] = problem;
            }

            _problems = problems;
            Changed?.Invoke();
        }
    }
}
