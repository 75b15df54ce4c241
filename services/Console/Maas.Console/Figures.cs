using System.Globalization;

namespace Maas.Console;

/// <summary>Figures as a person reads them. Thread-safe.</summary>
internal static class Figures
{
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary><c>1,234</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Four digits that count: <c>0.9132</c>, <c>12.35</c>, <c>2.1e-6</c>.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 0.001 or >= 100_000 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
        < 10 => value.ToString("0.####", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>A share in [0, 1] as <c>0.42 %</c>.</summary>
    public static string Share(double value) => value switch
    {
        0 => "0 %",
        < 0.0001 => "< 0.01 %",
        < 0.1 => $"{(value * 100).ToString("0.##", CultureInfo.InvariantCulture)} %",
        _ => $"{(value * 100).ToString("0.#", CultureInfo.InvariantCulture)} %",
    };

    /// <summary><c>850 µs</c>, <c>12.4 ms</c>, <c>1.5 s</c>.</summary>
    public static string Seconds(double value) => value switch
    {
        0 => "0 ms",
        < 0.001 => $"{(value * 1e6).ToString("0", CultureInfo.InvariantCulture)} µs",
        < 0.1 => $"{(value * 1e3).ToString("0.#", CultureInfo.InvariantCulture)} ms",
        < 1 => $"{(value * 1e3).ToString("0", CultureInfo.InvariantCulture)} ms",
        < 120 => $"{value.ToString("0.##", CultureInfo.InvariantCulture)} s",
        _ => Duration(TimeSpan.FromSeconds(value)),
    };

    /// <summary><c>12.4/s</c>.</summary>
    public static string Rate(double perSecond) => $"{perSecond.ToString(perSecond < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture)}/s";

    /// <summary><c>1.2 MiB</c>; the unit is a power of 1024.</summary>
    public static string Bytes(long value)
    {
        var (size, unit) = ((double)value, 0);
        while (size >= 1024 && unit < ByteUnits.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return $"{size.ToString("0.#", CultureInfo.InvariantCulture)} {ByteUnits[unit]}";
    }

    /// <summary>The largest unit alone: <c>3 min</c>, <c>5 h</c>, <c>12 days</c>.</summary>
    public static string Duration(TimeSpan value) => value switch
    {
        { TotalSeconds: < 60 } => $"{(int)value.TotalSeconds} s",
        { TotalMinutes: < 60 } => $"{(int)value.TotalMinutes} min",
        { TotalHours: < 48 } => $"{(int)value.TotalHours} h",
        _ => $"{(int)value.TotalDays} days",
    };

    /// <summary>How long ago a time was, or how far ahead it is.</summary>
    public static string Age(DateTimeOffset now, DateTimeOffset time) => now >= time
        ? $"{Duration(now - time)} ago"
        : $"in {Duration(time - now)}";
}
