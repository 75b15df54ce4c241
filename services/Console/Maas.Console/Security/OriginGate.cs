using System.Net;
using Maas.Hosting.Configuration;
using Microsoft.AspNetCore.Http;

namespace Maas.Console.Security;

/// <summary>
/// Keeps the pages of other sites from using this one in the name of whoever looks at them. Thread-safe.
/// </summary>
/// <remarks>
/// A console without sign-in trusts whatever comes from this machine, and the browser on it loads pages of strangers: one of them
/// could open the socket of a page here, or lead a name of its own to 127.0.0.1 (DNS rebinding). A browser tells both.
/// </remarks>
internal sealed class OriginGate(RequestDelegate next, HostingOptions options)
{
    // With tokens, a cookie that browsers send along from no other site protects; --insecure says in so many words that nothing does.
    private readonly bool _isLocal = options is { TokensFile.Length: 0, Insecure: false };

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ConsolePage>() is null)
        {
            return next(context);
        }

        if (_isLocal && !IsThisMachine(context.Request.Host.Host))
        {
            return RefuseAsync(context, "This console answers to 'localhost' and '127.0.0.1' only, as it asks nobody for a token.");
        }

        return context.Request.Headers.Origin is [{ } origin] && !IsOwn(origin, context.Request.Host)
            ? RefuseAsync(context, "This request comes from a page of another site.")
            : next(context);
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // The scheme is left out: something between the browser and this host may speak TLS for it.
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && string.Equals(from.Authority, host.Value, StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync($"{why}\n", context.RequestAborted);
    }
}
