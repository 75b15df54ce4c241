using Maas.Contracts.Training.V1;

namespace Maas.Cli.Jobs;

/// <summary>Draws how the loss went, in one short word: ▇▅▃▂▁. Not thread-safe.</summary>
internal sealed class LossCurve
{
    private const int Width = 20;
    private const string Levels = "▁▂▃▄▅▆▇█";

    private readonly SortedDictionary<int, double> _losses = [];
    private int _trials;

    /// <summary>Takes what a watch tells: all epochs until then, later those that are new. Of a search, the trial that told last; another one begins a new curve.</summary>
    public void Add(WatchTrainingJobResponse told)
    {
        foreach (var point in told.LossPoints)
        {
            _losses[point.Epoch] = point.HasValidationLoss ? point.ValidationLoss : point.TrainingLoss;
        }

        if (told.TrainingJob.Progress is { TrialCount: > 0 } search)
        {
            AddTrial(search);
        }
    }

    private void AddTrial(TrainingProgress progress)
    {
        if (progress.TrialCount != _trials || (_losses.Count > 0 && progress.EpochCount < _losses.Keys.Last()))
        {
            _losses.Clear();
            _trials = progress.TrialCount;
        }

        if (progress.EpochCount > 0 && (progress.HasValidationLoss || progress.HasTrainingLoss))
        {
            _losses[progress.EpochCount] = progress.HasValidationLoss ? progress.ValidationLoss : progress.TrainingLoss;
        }
    }

    /// <summary>The curve, at most 20 signs, the highest loss the highest sign; empty below two epochs.</summary>
    public override string ToString()
    {
        if (_losses.Count < 2)
        {
            return "";
        }

        double[] all = [.. _losses.Values];
        var width = Math.Min(Width, all.Length);
        double[] shown = [.. Enumerable.Range(0, width).Select(place => all[(int)((long)place * (all.Length - 1) / (width - 1))])];
        var (low, high) = (shown.Min(), shown.Max());
        return new string([.. shown.Select(loss => Levels[high > low ? (int)Math.Round((loss - low) / (high - low) * (Levels.Length - 1)) : 0])]);
    }
}
