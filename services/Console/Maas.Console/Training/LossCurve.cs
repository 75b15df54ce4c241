using Google.Protobuf.Collections;
using Maas.Console.Charts;
using Maas.Contracts.Training.V1;

namespace Maas.Console.Training;

/// <summary>Losses of a job by epoch, as a watch tells them: first all until then, later what is new. Not thread-safe.</summary>
internal sealed class LossCurve
{
    private readonly SortedDictionary<int, double> _training = [];
    private readonly SortedDictionary<int, double> _validation = [];

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<LineSeries> Lines => _validation.Count == 0
        ? [LineOf("training rows", _training, ink: 1)]
        : [LineOf("training rows", _training, ink: 1), LineOf("validation rows", _validation, ink: 2)];

    /// <summary>Takes what a watch tells.</summary>
    public void Add(WatchTrainingJobResponse told)
    {
        foreach (var point in told.LossPoints)
        {
            _training[point.Epoch] = point.TrainingLoss;
            if (point.HasValidationLoss)
            {
                _validation[point.Epoch] = point.ValidationLoss;
            }
        }

        if (told.TrainingJob.Result is { } result)
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
