using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Maas.Inference.Api;

/// <summary>A header by which a caller asks where the time of its request went. Without it, all costs one look and allocates nothing.</summary>
internal static class TimingsHeader
{
    /// <summary>Name of the header, and of the trailer that answers over gRPC.</summary>
    public const string Name = "maas-timings";

    // What answers over REST: browsers show it.
    private const string HttpName = "Server-Timing";

    /// <summary>Whether the caller asks.</summary>
    public static bool IsIn(IHeaderDictionary headers) => headers.TryGetValue(Name, out var value) && value == "true";

    /// <summary>Puts the timings into the trailers of the call, also when it fails; null when nobody asks.</summary>
    public static Action<string>? TellerOf(ServerCallContext context) =>
        IsIn(context.GetHttpContext().Request.Headers) ? timings => context.ResponseTrailers.Add(Name, timings) : null;

    /// <summary>Puts the timings into the headers of the answer, also when it fails; null when nobody asks.</summary>
    public static Action<string>? TellerOf(HttpContext context) => IsIn(context.Request.Headers) ? timings => Tell(context.Response, timings) : null;

    // An answer that fails loses the headers that were set before.
    private static void Tell(HttpResponse response, string timings) => response.OnStarting(() =>
    {
        response.Headers[HttpName] = timings;
        return Task.CompletedTask;
    });
}
