using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting.Limits;

/// <summary>How old a connection is, and how old it gets. Thread-safe; one per connection.</summary>
internal sealed class ConnectionAge(ConnectionContext connection, TimeSpan maxAge, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private int _isRetired;

    /// <summary>Cancelled when the connection is gone.</summary>
    public CancellationToken Closed => connection.ConnectionClosed;

    /// <summary>Asks the client, by GOAWAY, for no more calls when the connection is old.</summary>
    /// <returns>Whether this call was the one that asked.</returns>
    public bool TryRetire()
    {
        if (Volatile.Read(ref _isRetired) != 0
            || clock.GetElapsedTime(_start) < maxAge
            || Interlocked.Exchange(ref _isRetired, 1) != 0)
        {
            return false;
        }

        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        return true;
    }
}

/// <summary>Draws how old each connection of a port gets. Thread-safe.</summary>
/// <param name="mean">What they get on average.</param>
/// <param name="random">Used by one thread at a time.</param>
internal sealed class ConnectionAges(TimeSpan mean, Random random)
{
    // gRFC A9: connections that began together, after a restart say, shall not all end together.
    private const double Jitter = 0.1;

    private readonly Lock _drawing = new();

    /// <summary>Age of the next connection, at most 10 % from the mean.</summary>
    public TimeSpan Draw()
    {
        lock (_drawing)
        {
            return mean * (1 - Jitter + (2 * Jitter * random.NextDouble()));
        }
    }
}

/// <summary>Puts ages into the connections of a port.</summary>
internal static class ConnectionAgeRegistration
{
    extension(ListenOptions listen)
    {
        /// <summary>Gives every connection a <see cref="ConnectionAge"/> among its features.</summary>
        public void UseMaxAge(TimeSpan mean)
        {
            // Seeded by the system: replicas that start together shall not draw the same ages.
            var ages = new ConnectionAges(mean, new Random());
            var clock = listen.ApplicationServices.GetRequiredService<TimeProvider>();
            listen.Use(next => connection =>
            {
                connection.Features.Set(new ConnectionAge(connection, ages.Draw(), clock));
                return next(connection);
            });
        }
    }
}
