using System.Globalization;

namespace Maas.Onnx.Validation;

/// <summary>What is wrong with a model, as far as anyone would read. Not thread-safe.</summary>
internal sealed class ProblemList
{
    private const int MaxProblems = 20;
    private const int MaxNameLength = 120;

    private readonly List<string> _problems = [];

    public bool IsEmpty => _problems.Count == 0;

    /// <summary>Nobody would read more.</summary>
    public bool IsFull => _problems.Count > MaxProblems;

    /// <summary>The last entry says so when there was more.</summary>
    public IReadOnlyList<string> Problems =>
        _problems.Count <= MaxProblems ? _problems : [.. _problems.Take(MaxProblems), "And more."];

    /// <summary>Adds a sentence that says where it is, what was expected, and what is there.</summary>
    public void Add(string problem)
    {
        if (_problems.Count <= MaxProblems)
        {
            _problems.Add(problem);
        }
    }

    /// <summary>Adds a sentence for every name that is there more than once.</summary>
    public void AddTwins(IEnumerable<string> names, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var twins = names.Where(name => !seen.Add(name)).GroupBy(name => name, StringComparer.Ordinal);
        foreach (var group in twins.Take(MaxProblems))
        {
            Add($"{group.Count() + 1} {what} are named '{Shown(group.Key)}'.");
        }
    }

    /// <summary>A name of the file's own as it can be shown: of one line, and no longer than one.</summary>
    public static string Shown(string name)
    {
        var shown = name.Length <= MaxNameLength ? name : $"{name[..MaxNameLength]}…";
        return shown.Any(char.IsControl)
            ? string.Concat(shown.Select(letter => char.IsControl(letter) ? $"\\u{(int)letter:x4}" : letter.ToString()))
            : shown;
    }

    /// <summary>A size as a person reads it, whole as long as it is short.</summary>
    public static string Shown(double size) =>
        size.ToString(size < 1e12 ? "0" : "0.###e0", CultureInfo.InvariantCulture);
}
