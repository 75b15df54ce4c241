namespace Maas.Storage.Database;

/// <summary>How points in time are kept in a database: whole microseconds since 1970-01-01 UTC, in a BIGINT.</summary>
public static class StorableTime
{
    extension(DateTimeOffset time)
    {
        /// <summary>Microseconds since 1970-01-01 UTC; parts of a microsecond are cut off.</summary>
        public long UnixMicroseconds => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

        /// <summary>The point in time, in UTC.</summary>
        public static DateTimeOffset FromUnixMicroseconds(long micros) =>
            new(DateTime.UnixEpoch.AddMicroseconds(micros), TimeSpan.Zero);
    }

    /// <summary>The time now, cut to what a database can keep, so that an answer equals what is read later.</summary>
    public static DateTimeOffset GetStorableNow(this TimeProvider clock) =>
        DateTimeOffset.FromUnixMicroseconds(clock.GetUtcNow().UnixMicroseconds);
}
