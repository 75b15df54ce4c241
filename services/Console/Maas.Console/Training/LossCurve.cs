using Google.Protobuf.Collections;
using Maas.Console.Charts;
using Maas.Contracts.Training.V1;

namespace Maas.Console.Training;

/// <summary>
/// Losses of a job by epoch, as they come: a job that runs tells of its last epoch alone, one that has ended of all. Not thread-safe.
/// </summary>
internal sealed class LossCurve
{
    private readonly SortedDictionary<int, double> _training = [];
    private readonly SortedDictionary<int, double> _validation = [];

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<LineSeries> Lines => _validation.Count == 0
        ? [LineOf("training rows", _training, ink: 1)]
        : [LineOf("training rows", _training, ink: 1), LineOf("validation rows", _validation, ink: 2)];

    /// <summary>Takes what a job tells.</summary>
    public void Add(TrainingJob job)
    {
        if (job.Progress is { EpochCount: > 0 } progress)
        {
            if (progress.HasTrainingLoss)
            {
                _training[progress.EpochCount] = progress.TrainingLoss;
            }

            if (progress.HasValidationLoss)
            {
                _validation[progress.EpochCount] = progress.ValidationLoss;
            }
        }

        if (job.Result is { } result)
        {
            Replace(_training, result.EpochLosses);
            Replace(_validation, result.ValidationLosses);
        }
    }

    private static void Replace(SortedDictionary<int, double> line, RepeatedField<double> losses)
    {
        if (losses.Count > 0)
        {
            line.Clear();
            for (var i = 0; i < losses.Count; i++)
            {
                line[i + 1] = losses[i];
            }
        }
    }

    private static LineSeries LineOf(string name, SortedDictionary<int, double> line, int ink) =>
        new(name, [.. line.Select(point => new LinePoint(point.Key, point.Value))], ink);
}
