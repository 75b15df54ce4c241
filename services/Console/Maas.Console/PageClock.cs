namespace Maas.Console;

/// <summary>The time that pages show and count from. Thread-safe.</summary>
/// <remarks>Apart from the clock of the host, by which calls end and pages are refreshed.</remarks>
internal sealed class PageClock(TimeProvider clock)
{
    /// <summary>Now, in UTC: the only zone that a page knows.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();
}
