using Maas.Training.Worker.Data;
using Maas.Training.Worker.Export;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Variants;

/// <summary>
/// How long two models take for one row, on one thread, asked in turns: whatever else the machine does falls on both alike, and a median does not
/// see what falls on few.
/// </summary>
/// <param name="time">Measures.</param>
internal sealed class LatencyComparison(TimeProvider time)
{
    private const int Rows = 16;
    private const int WarmRounds = 20;
    private const int FewestRounds = 60;
    private const int MostRounds = 1000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Measures both.</summary>
    /// <param name="full">A model.</param>
    /// <param name="variant">Another one with the same inputs and outputs.</param>
    /// <param name="rows">At least one; the first 16 are asked about.</param>
    public (Latencies Full, Latencies Variant) Measure(ExportedModel full, ExportedModel variant, RawRows rows)
    {
        using var first = new ArtifactSession(full.Content, threads: 1);
        using var second = new ArtifactSession(variant.Content, threads: 1);
        var pairs = Enumerable.Range(0, Math.Min(Rows, rows.Count))
            .Select(row => (Full: first.PrepareRow(rows, row, OutputsOf(full)), Variant: second.PrepareRow(rows, row, OutputsOf(variant)))).ToList();
        try
        {
            return Measure(pairs);
        }
        finally
        {
            pairs.ForEach(pair =>
            {
                pair.Full.Dispose();
                pair.Variant.Dispose();
            });
        }
    }

    private (Latencies Full, Latencies Variant) Measure(List<(RowRun Full, RowRun Variant)> pairs)
    {
        List<double> full = [], variant = [];
        var began = time.GetTimestamp();
        for (var round = -WarmRounds; round < FewestRounds || (round < MostRounds && time.GetElapsedTime(began) < Longest); round++)
        {
            // The second in a row finds caches that the first has filled.
            var pair = pairs[(round + WarmRounds) / 2 % pairs.Count];
            var isFullFirst = round % 2 == 0;
            var (one, other) = isFullFirst ? (pair.Full, pair.Variant) : (pair.Variant, pair.Full);
            var (before, after) = (Seconds(one), Seconds(other));
            if (round >= 0)
            {
                full.Add(isFullFirst ? before : after);
                variant.Add(isFullFirst ? after : before);
            }
        }

        return (Latencies.Of(full), Latencies.Of(variant));
    }

    private double Seconds(RowRun run)
    {
        var began = time.GetTimestamp();
        run.Run();
        return time.GetElapsedTime(began).TotalSeconds;
    }

    private static string[] OutputsOf(ExportedModel model) =>
        model.LabelName.Length == 0 ? [model.ScoresName] : [model.LabelName, model.ScoresName];
}

/// <summary>How long single rows take.</summary>
/// <param name="P50">Seconds that half of them take at most.</param>
/// <param name="P95">Seconds that 95 of 100 take at most.</param>
internal readonly record struct Latencies(double P50, double P95)
{
    /// <param name="seconds">At least one.</param>
    public static Latencies Of(List<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return new Latencies(sorted[sorted.Length / 2], sorted[(int)(0.95 * (sorted.Length - 1))]);
    }
}
