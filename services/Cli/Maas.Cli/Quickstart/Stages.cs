using System.Diagnostics;

namespace Maas.Cli.Quickstart;

/// <summary>How long each stage took, counted from the start of the process. Not thread-safe.</summary>
internal sealed class Stages
{
    private readonly TimeProvider _clock;
    private readonly List<Stage> _done = [];
    private readonly long _start;
    private long _last;

    public Stages(TimeProvider clock)
    {
        _clock = clock;
        using var process = Process.GetCurrentProcess();
        var running = clock.GetUtcNow() - process.StartTime.ToUniversalTime();
        _start = clock.GetTimestamp() - (long)(running.TotalSeconds * clock.TimestampFrequency);
        _last = _start;
    }

    /// <summary>The stages so far, in order.</summary>
    public IReadOnlyList<Stage> Done => _done;

    /// <summary>Time since the process started.</summary>
    public TimeSpan Total => _clock.GetElapsedTime(_start);

    /// <summary>Ends a stage; the next one begins.</summary>
    public Stage End(string name)
    {
        var now = _clock.GetTimestamp();
        var stage = new Stage(name, _clock.GetElapsedTime(_last, now).TotalSeconds);
        _last = now;
        _done.Add(stage);
        return stage;
    }
}

/// <summary>One stage and how long it took.</summary>
internal sealed record Stage(string Name, double Seconds);
