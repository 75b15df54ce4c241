using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Spectre.Console.Rendering;

namespace Maas.Cli.Outcomes;

/// <summary>What became of the rows of a file so far.</summary>
internal sealed class OutcomeTotals
{
    /// <summary>Rows that were read and answered.</summary>
    public long RowCount => RecordedCount + RepeatedCount + ReplacedCount + RefusedCount;

    /// <summary>Of predictions that had no outcome.</summary>
    public long RecordedCount { get; private set; }

    /// <summary>Known already.</summary>
    public long RepeatedCount { get; private set; }

    /// <summary>In place of another one.</summary>
    public long ReplacedCount { get; private set; }

    /// <summary>Not taken.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>The same by reason.</summary>
    public SortedDictionary<string, long> RefusedCounts { get; } = new(StringComparer.Ordinal);

    public void Add(RecordOutcomesResponse answer)
    {
        RecordedCount += answer.RecordedCount;
        RepeatedCount += answer.RepeatedCount;
        ReplacedCount += answer.ReplacedCount;
    }

    public void AddRefused(string reason)
    {
        RefusedCount++;
        RefusedCounts[reason] = RefusedCounts.GetValueOrDefault(reason) + 1;
    }

    public IRenderable ToTable() => TextTable.Facts(
        "outcomes",
        [
            ("rows", Figures.Count(RowCount)),
            ("recorded", Figures.Count(RecordedCount)),
            ("known already", Figures.Count(RepeatedCount)),
            ("replaced", Figures.Count(ReplacedCount)),
            ("refused", Figures.Count(RefusedCount)),
            .. RefusedCounts.Select(pair => ($"  {pair.Key}", Figures.Count(pair.Value))),
        ]);
}
