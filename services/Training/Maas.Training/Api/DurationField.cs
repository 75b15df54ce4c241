using Google.Protobuf.WellKnownTypes;
using Maas.Errors;

namespace Maas.Training.Api;

/// <summary>Reads lengths of time as callers send them.</summary>
internal static class DurationField
{
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>: seconds and nanoseconds do not go together.</exception>
    public static TimeSpan Read(Duration duration, string field)
    {
        try
        {
            return duration.ToTimeSpan();
        }
        catch (Exception error) when (error is InvalidOperationException or OverflowException)
        {
            throw CommonErrors.InvalidField(field, $"Expected a length of time, got {duration.Seconds} s and {duration.Nanos} ns.");
        }
    }
}
