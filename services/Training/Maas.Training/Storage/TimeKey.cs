using System.Globalization;
using Maas.Storage.Database;

namespace Maas.Training.Storage;

/// <summary>Place of a row in a list that is ordered by time, newest first, then by id.</summary>
internal static class TimeKey
{
    /// <summary>The place of a row.</summary>
    public static string Of(DateTimeOffset time, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UnixMicroseconds} {id}");

    /// <summary>Reads a place; null is before the first row.</summary>
    public static (long Micros, string Id) Parse(string? key)
    {
        if (key is null)
        {
            return (long.MaxValue, "");
        }

        var space = key.IndexOf(' ', StringComparison.Ordinal);
        return (long.Parse(key.AsSpan(0, space), CultureInfo.InvariantCulture), key[(space + 1)..]);
    }
}
