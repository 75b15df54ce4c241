using Maas.Training.Plans;
using Maas.Training.Worker.Networks.Learning;

namespace Maas.Training.Worker.Running;

/// <summary>
/// Tells how far the worker is, one line each, at most ten a second within a stage, but every epoch of a trial. Not thread-safe.
/// </summary>
/// <param name="output">Gets the lines.</param>
/// <param name="time">Measures speed.</param>
/// <param name="spent">Time of the worker that is spent already.</param>
internal sealed class ProgressWriter(TextWriter output, TimeProvider time, TimeSpan spent = default) : ILearningObserver
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    // Shares of the whole that the stages end at; training takes most of the time.
    private const double TrainingBegins = 0.1;
    private const double TrainingEnds = 0.8;

    private readonly long _began = time.GetTimestamp();
    private double _learningSeconds = double.PositiveInfinity;
    private bool _tellsEveryEpoch;
    private int _plannedEpochs;
    private long _trainingBegan;
    private long _lastEpoch;
    private long _lastLine;
    private double? _loss;
    private double? _validationLoss;
    // What a worker before this one did took none of its time.
    private int? _epochsBefore;

    /// <inheritdoc/>
    public bool IsTimeSpent => Spent.TotalSeconds >= _learningSeconds;

    private TimeSpan Spent => spent + time.GetElapsedTime(_began);

    /// <summary>Goes by a plan from now on.</summary>
    public void Follow(TrainingPlan plan)
    {
        _tellsEveryEpoch = plan.IsTrial;
        _learningSeconds = plan.MaxLearningSeconds > 0 ? plan.MaxLearningSeconds : double.PositiveInfinity;
    }

    /// <summary>Tells nobody, and goes by the same time.</summary>
    public ProgressWriter Silenced() => new(TextWriter.Null, time, Spent) { _learningSeconds = _learningSeconds };

    /// <summary>A stage other than training begins.</summary>
    public void Begin(string stage) => Write(new WorkerProgress
    {
        Stage = stage,
        Ratio = stage switch
        {
            WorkerStage.Preparing => 0,
            WorkerStage.Exporting => TrainingEnds,
            _ => 0.85,
        },
    });

    /// <summary>Training begins.</summary>
    /// <param name="plannedEpochs">0 for exact solvers.</param>
    public void BeginTraining(int plannedEpochs)
    {
        _plannedEpochs = plannedEpochs;
        _trainingBegan = _lastEpoch = time.GetTimestamp();
        Write(new WorkerProgress
        {
            Stage = WorkerStage.Training,
            Ratio = TrainingBegins,
            PlannedEpochs = plannedEpochs,
        });
    }

    /// <inheritdoc/>
    public void Step(int epoch, long rowsDone, long rowCount, double meanLoss)
    {
        _epochsBefore ??= epoch - 1;
        if (time.GetElapsedTime(_lastLine) >= ShortestPause && rowsDone < rowCount)
        {
            // Of a pass that is not finished nothing is told but in the first: beside the number of those that are, it would be taken for theirs.
            Write(epoch - 1, epoch - 1 + ((double)rowsDone / rowCount), epoch == 1 ? meanLoss : _loss, rowsDone);
        }
    }

    /// <inheritdoc/>
    public void Epoch(int epoch, double trainingLoss, double? validationLoss, long rowCount)
    {
        (_loss, _validationLoss) = (trainingLoss, validationLoss);
        _epochsBefore ??= epoch - 1;
        if (_tellsEveryEpoch || epoch == _plannedEpochs || time.GetElapsedTime(_lastLine) >= ShortestPause)
        {
            Write(epoch, epoch, trainingLoss, rowCount);
        }

        _lastEpoch = time.GetTimestamp();
    }

    private void Write(int epoch, double epochsDone, double? loss, long rowCount)
    {
        var done = _plannedEpochs == 0 ? 0 : epochsDone / _plannedEpochs;
        var seconds = time.GetElapsedTime(_lastEpoch).TotalSeconds;
        var elapsed = time.GetElapsedTime(_trainingBegan).TotalSeconds;
        Write(new WorkerProgress
        {
            Stage = WorkerStage.Training,
            Ratio = TrainingBegins + ((TrainingEnds - TrainingBegins) * done),
            Epoch = _plannedEpochs == 0 ? 0 : epoch,
            PlannedEpochs = _plannedEpochs,
            Loss = loss,
            ValidationLoss = _validationLoss,
            RowsPerSecond = seconds > 0 ? rowCount / seconds : null,
            RemainingSeconds = done > 0 && epochsDone > _epochsBefore ? elapsed * (_plannedEpochs - epochsDone) / (epochsDone - _epochsBefore) : null,
        });
    }

    private void Write(WorkerProgress progress)
    {
        _lastLine = time.GetTimestamp();
        output.WriteLine(progress.ToLine());
        output.Flush();
    }
}
