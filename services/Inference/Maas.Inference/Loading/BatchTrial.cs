using System.Globalization;
using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Models;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Loading;

/// <summary>
/// Finds by trying, on the device that will serve, how many rows of different requests may go into one run: as many as make a row
/// cheaper, and none when rows change each other's results. So nobody has to write it down, and the sizes are warm. Thread-safe.
/// </summary>
internal sealed class BatchTrial(IOptions<SchedulingOptions> options, TimeProvider clock)
{
    // A batch that runs longer makes its first request wait for longer than it saves.
    private static readonly TimeSpan MaxRun = TimeSpan.FromMilliseconds(100);

    // What a row must be cheaper by at least, for a larger batch to be worth it.
    private const double Gain = 0.1;

    // Rows together may take another path through the kernels than rows alone; that changes the last digits.
    private const double Tolerance = 1e-3;

    // A trial of large rows shall not take the memory that it is for.
    private const long MaxTrialBytes = 64L << 20;

    // A first run that is longer is not repeated: on a GPU it loads the kernels, and says nothing of the next.
    private static readonly TimeSpan MaxFirstRun = TimeSpan.FromSeconds(1);

    // How long sizes that were not tried are run once, where a first run is dear.
    private static readonly TimeSpan MaxWarmUp = TimeSpan.FromSeconds(20);

    private const int Repeats = 5;

    /// <summary>Tries it, and lets the version's run times know.</summary>
    public BatchLimits Try(ServedModel model, IReadOnlyList<GoldenExample> examples, CancellationToken cancellationToken)
    {
        if (options.Value.MaxBatchRows == 1)
        {
            return BatchLimits.Alone("the settings put none together.");
        }

        if (ProblemOf(model) is { } problem)
        {
            return BatchLimits.Alone(problem);
        }

        try
        {
            return TrialRows.Of(model, examples) is { } rows
                ? Try(model, rows, cancellationToken)
                : BatchLimits.Alone("a row is too large to be tried.");
        }
        catch (MaasException error)
        {
            return BatchLimits.Alone($"it could not be tried: {error.Message}");
        }
    }

    private static string? ProblemOf(ServedModel model)
    {
        foreach (var tensor in model.Inputs.Concat(model.Outputs))
        {
            if (tensor.Shape.Length == 0 || tensor.Shape[0] >= 0)
            {
                return $"the first dimension of '{tensor.Name}' is not free.";
            }
        }

        // ONNX Runtime gives such an output where the input lies, and a batch's input is gone when its answers are written.
        if (model.Outputs.FirstOrDefault(output => model.Inputs.Any(input => input.Name == output.Name)) is { } same)
        {
            return $"the output '{same.Name}' is an input too.";
        }

        var names = model.Inputs.Select(input => input.DimensionNames.Count > 0 ? input.DimensionNames[0] : "").Distinct().Count();
        return model.Inputs.Count == 0 || names > 1 ? "its inputs have no first dimension in common." : null;
    }

    private BatchLimits Try(ServedModel model, TrialRows rows, CancellationToken cancellationToken)
    {
        var ticks = Measure(model, rows.Take(0, 1), cancellationToken);
        if (clock.GetElapsedTime(0, 2 * ticks) > MaxRun)
        {
            return BatchLimits.Alone("two rows would run for too long.");
        }

        if (ProblemOf(model, rows, cancellationToken) is { } problem)
        {
            return BatchLimits.Alone(problem);
        }

        var perRow = new List<(int Rows, double Ticks)>();
        for (var size = 1; ; size = Math.Min(size * 2, options.Value.MaxBatchRows))
        {
            ticks = size == 1 ? ticks : Measure(model, rows.Take(0, size), cancellationToken);
            model.RunTimes.Add(size, ticks);
            perRow.Add((size, (double)ticks / size));
            if (size == options.Value.MaxBatchRows || clock.GetElapsedTime(0, ticks * 2) > MaxRun || rows.RowBytes * size * 2 > MaxTrialBytes)
            {
                break;
            }
        }

        var best = perRow.Min(tried => tried.Ticks);
        var chosen = perRow.First(tried => tried.Ticks <= best * (1 + Gain)).Rows;
        WarmUp(model, rows, chosen, [.. perRow.Select(tried => tried.Rows)], cancellationToken);
        return new BatchLimits(chosen, chosen == options.Value.MaxBatchRows ? "" : string.Create(
            CultureInfo.InvariantCulture, $"more than {chosen} rows in one run do not make a row cheaper by {Gain:0%}, run longer than {MaxRun.TotalMilliseconds} ms, or are too large to be tried."));
    }

    /// <summary>Why rows are not put together; null when each gives in company what it gives alone.</summary>
    private static string? ProblemOf(ServedModel model, TrialRows rows, CancellationToken cancellationToken)
    {
        var alone = new IReadOnlyList<Tensor>[rows.Count];
        for (var row = 0; row < alone.Length; row++)
        {
            alone[row] = model.Run(rows.Take(row, 1), [], cancellationToken);
        }

        // Whose order in a run could not be seen.
        if (Array.TrueForAll(alone, outputs => outputs.Zip(alone[0]).All(pair => pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span))))
        {
            return "the rows that were tried give the same results, so it is not seen whether they change each other's.";
        }

        var together = model.Run(rows.Take(0, rows.Count), [], cancellationToken);
        for (var row = 0; row < alone.Length; row++)
        {
            for (var i = 0; i < together.Count; i++)
            {
                var expected = alone[row][i];
                if (together[i].Shape.Length == 0 || together[i].Shape[0] != rows.Count
                    || !TensorNumbers.AreClose(expected, TrialRows.Take(together[i], row, 1), ToleranceOf(expected.DataType)))
                {
                    return "rows in one run change each other's results.";
                }
            }
        }

        return null;
    }

    private static double ToleranceOf(TensorDataType type) => type is TensorDataType.Fp16 or TensorDataType.Bf16 ? 10 * Tolerance : Tolerance;

    private long Measure(ServedModel model, IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken)
    {
        var best = Time(model, inputs, cancellationToken);
        if (clock.GetElapsedTime(0, best) > MaxFirstRun)
        {
            return best;
        }

        best = long.MaxValue;
        for (var i = 0; i < Repeats; i++)
        {
            var ticks = Time(model, inputs, cancellationToken);
            best = Math.Min(best, ticks);
            if (clock.GetElapsedTime(0, ticks) > MaxRun / 4)
            {
                break;
            }
        }

        return Math.Max(1, best);
    }

    private long Time(ServedModel model, IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        model.Run(inputs, [], cancellationToken);
        return clock.GetTimestamp() - begin;
    }

    /// <summary>A GPU chooses its kernels anew for each size of a batch, which takes some 100 ms: not while somebody waits.</summary>
    private void WarmUp(ServedModel model, TrialRows rows, int maxRows, IReadOnlyList<int> tried, CancellationToken cancellationToken)
    {
        if (model.Device == "cpu")
        {
            return;
        }

        var begin = clock.GetTimestamp();
        for (var size = maxRows - 1; size > 1 && clock.GetElapsedTime(begin) < MaxWarmUp; size--)
        {
            if (!tried.Contains(size))
            {
                model.Run(rows.Take(0, size), [], cancellationToken);
            }
        }
    }
}
