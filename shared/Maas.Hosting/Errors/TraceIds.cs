using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Errors;

/// <summary>The id under which a call is found in logs and traces.</summary>
internal static class TraceIds
{
    /// <summary>W3C trace id; the server's own id of the request when nobody traces.</summary>
    public static string Of(HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
