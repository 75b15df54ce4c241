namespace Maas.Console.Traffic;

/// <summary>How far back a page looks, and in which steps.</summary>
/// <param name="Key">What the address of the page calls it.</param>
/// <param name="Label">What a person calls it.</param>
/// <param name="Duration">How far back.</param>
/// <param name="Window">Length of a step; <paramref name="Duration"/> is a whole number of them.</param>
internal sealed record TimeRange(string Key, string Label, TimeSpan Duration, TimeSpan Window)
{
    public static IReadOnlyList<TimeRange> All { get; } =
    [
        new("1h", "1 hour", TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)),
        new("6h", "6 hours", TimeSpan.FromHours(6), TimeSpan.FromMinutes(15)),
        new("24h", "24 hours", TimeSpan.FromHours(24), TimeSpan.FromHours(1)),
        new("7d", "7 days", TimeSpan.FromDays(7), TimeSpan.FromHours(6)),
    ];

    /// <summary>The range of a key; the shortest for any other.</summary>
    public static TimeRange Of(string? key) => All.FirstOrDefault(range => range.Key == key) ?? All[0];

    /// <summary>Where the range that ends with the step of this moment begins: steps stay where they are while time goes on.</summary>
    public DateTimeOffset BeginAt(DateTimeOffset now) => EndAt(now) - Duration;

    /// <summary>End of the step of this moment.</summary>
    public DateTimeOffset EndAt(DateTimeOffset now) => new(((now.UtcTicks / Window.Ticks) + 1) * Window.Ticks, TimeSpan.Zero);

    /// <summary>A time in the range as text.</summary>
    public string Format(double unixSeconds)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds((long)unixSeconds);
        return time.ToString(Duration > TimeSpan.FromHours(24) ? "d MMM HH:mm" : "HH:mm", System.Globalization.CultureInfo.InvariantCulture);
    }
}
