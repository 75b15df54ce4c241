using Maas.Training.Plans;

namespace Maas.Training.Worker.Running;

/// <summary>
/// Tells how far the worker is, one line each, at most ten a second within a stage. Not thread-safe.
/// </summary>
/// <param name="output">Gets the lines.</param>
/// <param name="time">Measures speed.</param>
internal sealed class ProgressWriter(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    // Shares of the whole that the stages end at; training takes most of the time.
    private const double TrainingBegins = 0.1;
    private const double TrainingEnds = 0.8;

    private long _trainingBegan;
    private long _lastEpoch;
    private long _lastLine;

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
        _trainingBegan = _lastEpoch = time.GetTimestamp();
        Write(new WorkerProgress
        {
            Stage = WorkerStage.Training,
            Ratio = TrainingBegins,
            PlannedEpochs = plannedEpochs,
        });
    }

    /// <summary>An epoch, or an iteration of a solver, is finished.</summary>
    /// <param name="epoch">Counted from 1.</param>
    /// <param name="plannedEpochs">0 when nobody knows.</param>
    /// <param name="loss">Mean loss per row.</param>
    /// <param name="rowCount">Training rows.</param>
    public void Epoch(int epoch, int plannedEpochs, double loss, int rowCount)
    {
        var now = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_lastEpoch, now).TotalSeconds;
        _lastEpoch = now;
        if (epoch != plannedEpochs && time.GetElapsedTime(_lastLine, now) < ShortestPause)
        {
            return;
        }

        var done = plannedEpochs == 0 ? 0 : (double)epoch / plannedEpochs;
        var elapsed = time.GetElapsedTime(_trainingBegan, now).TotalSeconds;
        Write(new WorkerProgress
        {
            Stage = WorkerStage.Training,
            Ratio = TrainingBegins + ((TrainingEnds - TrainingBegins) * done),
            Epoch = plannedEpochs == 0 ? 0 : epoch,
            PlannedEpochs = plannedEpochs,
            Loss = loss,
            RowsPerSecond = seconds > 0 ? rowCount / seconds : null,
            RemainingSeconds = done > 0 ? elapsed * (1 - done) / done : null,
        });
    }

    private void Write(WorkerProgress progress)
    {
        _lastLine = time.GetTimestamp();
        output.WriteLine(progress.ToLine());
        output.Flush();
    }
}
