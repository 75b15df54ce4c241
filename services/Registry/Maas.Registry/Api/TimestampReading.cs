using Google.Protobuf.WellKnownTypes;
using Maas.Errors;

namespace Maas.Registry.Api;

internal static class TimestampReading
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;

    /// <summary>The point in time; null when the caller sent none.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: not in the years 1 to 9999.</exception>
    public static DateTimeOffset? ToTime(this Timestamp? timestamp, string field) => timestamp switch
    {
        null => null,
        { Seconds: >= FirstSecond and <= LastSecond, Nanos: >= 0 and < 1_000_000_000 } => timestamp.ToDateTimeOffset(),
        _ => throw CommonErrors.InvalidField(
            field, $"Expected a time in the years 1 to 9999, got {timestamp.Seconds} seconds and {timestamp.Nanos} nanoseconds."),
    };
}
