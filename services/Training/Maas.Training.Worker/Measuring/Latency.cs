using System.Diagnostics;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Measuring;

/// <summary>How long an artifact takes for one row on this machine, with the threads of the plan.</summary>
internal static class Latency
{
    private const int WarmUpRuns = 10;
    private const int MostRuns = 200;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(0.5);

    /// <summary>Median and 95th percentile, in seconds: of 200 runs, or of as many as half a second holds, one at least.</summary>
    /// <param name="artifact">The exported model.</param>
    /// <param name="row">One row.</param>
    public static (double P50, double P95) Measure(ModelSession artifact, RawRows row)
    {
        var began = Stopwatch.GetTimestamp();
        for (var run = 0; run < WarmUpRuns && Stopwatch.GetElapsedTime(began) < MostTime; run++)
        {
            artifact.Predict(row);
        }

        List<double> seconds = [];
        began = Stopwatch.GetTimestamp();
        while (seconds.Count < MostRuns && (seconds.Count == 0 || Stopwatch.GetElapsedTime(began) < MostTime))
        {
            var start = Stopwatch.GetTimestamp();
            artifact.Predict(row);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        seconds.Sort();
        return (seconds[(seconds.Count - 1) / 2], seconds[(int)Math.Ceiling(0.95 * seconds.Count) - 1]);
    }
}
