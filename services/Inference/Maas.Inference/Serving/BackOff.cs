namespace Maas.Inference.Serving;

/// <summary>How long to wait after failures in a row: twice as long with each, up to a bound. Not thread-safe.</summary>
/// <param name="first">After the first failure.</param>
/// <param name="last">Never longer.</param>
internal sealed class BackOff(TimeSpan first, TimeSpan last)
{
    // Further doublings would not fit.
    private const int MaxDoublings = 16;

    private int _failures;

    /// <summary>Notes a failure.</summary>
    /// <returns>How long to wait before the next try.</returns>
    public TimeSpan Next() => TimeSpan.FromTicks(Math.Min(last.Ticks, first.Ticks << Math.Min(_failures++, MaxDoublings)));

    /// <summary>Notes that all is well.</summary>
    public void Reset() => _failures = 0;
}
