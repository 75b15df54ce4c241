using System.Globalization;

namespace Maas.Hosting.Direct;

/// <summary>Reads the header <c>grpc-timeout</c>.</summary>
/// <remarks>Source: gRPC over HTTP/2, "Timeout": one to eight digits and a unit.</remarks>
internal static class GrpcTimeout
{
    /// <summary>Reads it.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryParse(ReadOnlySpan<char> header, out TimeSpan timeout)
    {
        timeout = default;
        if (header.Length is < 2 or > 9 || !long.TryParse(header[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        long? unit = header[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 0,
            _ => null,
        };
        timeout = unit switch
        {
            null => default,
            0 => TimeSpan.FromTicks(count / TimeSpan.NanosecondsPerTick),

            // 99,999,999 hours are less than the longest time there is.
            { } ticks => TimeSpan.FromTicks(count * ticks),
        };
        return unit is not null;
    }
}
