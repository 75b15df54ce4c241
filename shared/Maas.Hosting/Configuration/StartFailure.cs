using Microsoft.Extensions.Options;

namespace Maas.Hosting.Configuration;

/// <summary>Tells an operator's mistakes from bugs when a host does not start.</summary>
public static class StartFailure
{
    /// <summary>A sentence for a person; null for a bug, which shall crash with its stack.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        HostRefusedException => exception.Message,
        OptionsValidationException validation => string.Join(" ", validation.Failures),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } io => io.Message,
        System.Net.Sockets.SocketException socket => socket.Message,
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        _ => null,
    };
}
