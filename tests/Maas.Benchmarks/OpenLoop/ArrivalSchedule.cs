namespace Maas.Benchmarks.OpenLoop;

/// <summary>When requests are to be sent, from the start on, ascending; laid down before the first is sent.</summary>
internal static class ArrivalSchedule
{
    /// <summary>As many independent callers send: gaps are exponential, so requests come in clusters too.</summary>
    /// <param name="perSecond">Requests a second in the mean, above 0.</param>
    /// <param name="duration">End of the schedule.</param>
    /// <param name="seed">The same seed gives the same schedule.</param>
    public static TimeSpan[] Poisson(double perSecond, TimeSpan duration, int seed)
    {
        var random = new Random(seed);
        return Make(duration, () => -Math.Log(1 - random.NextDouble()) / perSecond);
    }

    /// <summary>As a metronome sends; the first one gap after the start.</summary>
    /// <param name="perSecond">Requests a second, above 0.</param>
    /// <param name="duration">End of the schedule.</param>
    public static TimeSpan[] Constant(double perSecond, TimeSpan duration) => Make(duration, () => 1 / perSecond);

    private static TimeSpan[] Make(TimeSpan duration, Func<double> gapSeconds)
    {
        var times = new List<TimeSpan>();
        for (var next = gapSeconds(); next < duration.TotalSeconds; next += gapSeconds())
        {
            times.Add(TimeSpan.FromSeconds(next));
        }

        return [.. times];
    }
}
