using System.Globalization;

namespace Maas.Training.Datasets.Tables;

/// <summary>Counts the rows that are turned away and keeps the first 10,000 of them. Not thread-safe.</summary>
internal sealed class RejectLog
{
    /// <summary>Longest raw text of a row that is kept, in characters.</summary>
    public const int MaxContentLength = 1024;

    private const int MaxKept = 10_000;
    private const int MaxShownLength = 64;

    private readonly List<RejectedRow> _kept = [];

    /// <summary>Rows that were turned away.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them, by line.</summary>
    public IReadOnlyList<RejectedRow> Kept => _kept;

    /// <summary>Turns a row away.</summary>
    /// <param name="unit">What is counted: <c>Line</c>, <c>Row</c>, <c>Entry</c>.</param>
    /// <param name="number">Number of the row, from 1; each is told once, in ascending order.</param>
    /// <param name="column">Column at fault; empty when the row as a whole is.</param>
    /// <param name="reason">One of <see cref="RejectReason"/>.</param>
    /// <param name="message">What was expected and what came, without the number.</param>
    /// <param name="content">The row as it came; called when the row is kept.</param>
    public void Add(string unit, long number, string column, string reason, string message, Func<string> content)
    {
        Count++;
        if (_kept.Count < MaxKept)
        {
            _kept.Add(new RejectedRow(
                number, column, reason, string.Create(CultureInfo.InvariantCulture, $"{unit} {number}: {message}"), content()));
        }
    }

    /// <summary>Forgets all: the file is read again.</summary>
    public void Clear()
    {
        Count = 0;
        _kept.Clear();
    }

    /// <summary>A value as it is shown in a message.</summary>
    public static string Shown(string value) => value.Length <= MaxShownLength ? value : value[..MaxShownLength] + "…";
}
