using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Maas.Cli.Terminal;

/// <summary>Numbers, sizes and times as a person reads them, the same in every country.</summary>
internal static class Figures
{
    /// <summary>Six significant digits.</summary>
    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>Six significant digits; a dash when absent.</summary>
    public static string Number(bool isThere, double value) => isThere ? Number(value) : "–";

    /// <summary>Whole number.</summary>
    public static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Share in percent.</summary>
    public static string Percent(double ratio) => ratio.ToString("P1", CultureInfo.InvariantCulture);

    /// <summary>Bytes with a binary unit.</summary>
    public static string Bytes(long sizeBytes) => sizeBytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{sizeBytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{sizeBytes / 1024.0:F1} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{sizeBytes / 1048576.0:F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{sizeBytes / 1073741824.0:F1} GiB"),
    };

    /// <summary>Seconds as milliseconds, three significant digits.</summary>
    public static string Milliseconds(double seconds) =>
        (seconds * 1000).ToString("G3", CultureInfo.InvariantCulture) + " ms";

    /// <summary>Seconds to the hundredth.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture) + " s";

    /// <summary>A length of time in the largest unit that it is whole in, as it can be typed: <c>90s</c>, <c>7d</c>; a dash when absent.</summary>
    public static string Length(Duration? length) => length?.ToTimeSpan() switch
    {
        null => "–",
        { Ticks: 0 } => "0s",
        var time when time.Value.Ticks % TimeSpan.TicksPerDay == 0 => $"{Count(time.Value.Ticks / TimeSpan.TicksPerDay)}d",
        var time when time.Value.Ticks % TimeSpan.TicksPerHour == 0 => $"{Count(time.Value.Ticks / TimeSpan.TicksPerHour)}h",
        var time when time.Value.Ticks % TimeSpan.TicksPerMinute == 0 => $"{Count(time.Value.Ticks / TimeSpan.TicksPerMinute)}m",
        var time when time.Value.Ticks % TimeSpan.TicksPerSecond == 0 => $"{Count(time.Value.Ticks / TimeSpan.TicksPerSecond)}s",
        var time => $"{Number(time.Value.TotalMilliseconds)}ms",
    };

    /// <summary>UTC to the second; a dash when absent.</summary>
    public static string Time(Timestamp? time) =>
        time?.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "–";
}
