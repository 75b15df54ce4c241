using Google.Protobuf;
using Maas.Errors;
using Microsoft.AspNetCore.Http;
using RpcStatus = Google.Rpc.Status;

namespace Maas.Hosting.Errors;

/// <summary>Answers a gRPC call before its message is read, with headers alone.</summary>
/// <remarks>Source: gRPC over HTTP/2, "Trailers-Only".</remarks>
internal static class GrpcRefusal
{
    /// <summary>Writes the status; the call is over then.</summary>
    public static Task WriteAsync(HttpContext context, MaasException failure)
    {
        SetStatus(context.Response, failure);
        return context.Response.CompleteAsync();
    }

    /// <summary>Writes the status over what the headers say of it; nothing was sent yet.</summary>
    public static void SetStatus(HttpResponse response, MaasException failure) => SetStatus(response, RichStatus.Of(failure));

    /// <summary>Writes the status over what the headers say of it; nothing was sent yet.</summary>
    public static void SetStatus(HttpResponse response, RpcStatus status)
    {
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = status.Code.ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(status.Message);
        response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
        if (status.Pushback is { } pushback)
        {
            response.Headers[RetryPushback.Trailer] = pushback;
        }
    }
}
