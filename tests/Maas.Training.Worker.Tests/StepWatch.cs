using System.Text;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests;

/// <summary>Reads the progress of a worker in this process and calls somebody at every step.</summary>
internal sealed class StepWatch(Action onStep) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        if (WorkerProgress.TryParse(value!, out var progress) && progress.RowsPerSecond is not null)
        {
            onStep();
        }
    }
}

/// <summary>A clock on which a second passes whenever it is looked at, so that no step is too soon to be told.</summary>
internal sealed class LeapingClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks += TimeSpan.TicksPerSecond;
}
