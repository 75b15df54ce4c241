using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Terminal;

namespace Maas.Cli.Connections;

/// <summary>Points in time as people type them: RFC 3339, a date (midnight UTC), or so long ago (<c>-2h</c>).</summary>
internal static class TypedTime
{
    /// <summary>For the help of arguments.</summary>
    public const string Formats = "2026-01-31T12:00:00Z, 2026-01-31 (midnight UTC), or -90s, -30m, -2h, -7d for so long ago";

    // So many days fit a TimeSpan.
    private const int MaxDigits = 7;

    private static readonly string[] Layouts =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private static readonly Dictionary<char, TimeSpan> Units = new()
    {
        ['s'] = TimeSpan.FromSeconds(1),
        ['m'] = TimeSpan.FromMinutes(1),
        ['h'] = TimeSpan.FromHours(1),
        ['d'] = TimeSpan.FromDays(1),
    };

    /// <summary>Reads a time; one without an offset is in UTC.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static Timestamp Read(string text, TimeProvider clock)
    {
        if (TryReadAgo(text, out var ago) && ago < clock.GetUtcNow() - DateTimeOffset.UnixEpoch)
        {
            return Timestamp.FromDateTimeOffset(clock.GetUtcNow() - ago);
        }

        return DateTimeOffset.TryParseExact(
            text, Layouts, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Timestamp.FromDateTimeOffset(time)
            : throw new CommandFailedException(
                ExitCode.Usage, "time-malformed", $"Expected a time such as {Formats}; got '{text}'.");
    }

    /// <summary>Reads a length of time: <c>250ms</c>, <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>7d</c>.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static TimeSpan ReadDuration(string text, string option) => TryReadAgo($"-{text}", out var length)
        ? length
        : throw new CommandFailedException(
            ExitCode.Usage, "time-malformed", $"{option}: expected a length of time such as 250ms, 90s, 15m, 2h or 7d, got '{text}'.");

    private static bool TryReadAgo(string text, out TimeSpan ago)
    {
        ago = default;
        if (text is ['-', .. { Length: <= MaxDigits } number, 'm', 's']
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            ago = TimeSpan.FromMilliseconds(milliseconds);
            return true;
        }

        if (text is not ['-', .. { Length: <= MaxDigits } digits, var unit] || !Units.TryGetValue(unit, out var one)
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        ago = count * one;
        return true;
    }
}
