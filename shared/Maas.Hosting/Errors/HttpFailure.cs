using System.Text.Json;
using System.Text.Json.Serialization;
using Maas.Errors;
using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Errors;

/// <summary>The answer of an HTTP endpoint that failed: a status and a JSON body.</summary>
/// <remarks>
/// <c>error</c> is a text, as clients of the Open Inference Protocol expect; the other members say the same as
/// <c>google.rpc.Status</c> does on gRPC.
/// </remarks>
public static class HttpFailure
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>HTTP status of a code. Source: google/rpc/code.proto, the mapping in its comments.</summary>
    public static int StatusOf(MaasErrorCode code) => code switch
    {
        MaasErrorCode.Cancelled => 499,
        MaasErrorCode.InvalidArgument or MaasErrorCode.FailedPrecondition or MaasErrorCode.OutOfRange => 400,
        MaasErrorCode.DeadlineExceeded => 504,
        MaasErrorCode.NotFound => 404,
        MaasErrorCode.AlreadyExists or MaasErrorCode.Aborted => 409,
        MaasErrorCode.PermissionDenied => 403,
        MaasErrorCode.ResourceExhausted => 429,
        MaasErrorCode.Unimplemented => 501,
        MaasErrorCode.Unavailable => 503,
        MaasErrorCode.Unauthenticated => 401,
        _ => 500,
    };

    /// <summary>Writes a failure meant for the caller.</summary>
    public static Task WriteAsync(HttpContext context, MaasException failure)
    {
        if (failure.RetryDelay is { } delay)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(delay.TotalSeconds))
                .ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (failure.Code == MaasErrorCode.Unauthenticated)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return WriteAsync(context, StatusOf(failure.Code), new Body(
            failure.Message, CodeName(failure.Code), failure.Reason, failure.Domain,
            failure.Metadata.Count > 0 ? failure.Metadata : null,
            failure.FieldViolations.Count > 0 ? failure.FieldViolations : null));
    }

    internal static Task WriteBugAsync(HttpContext context, string traceId) =>
        WriteAsync(context, StatusCodes.Status500InternalServerError, new Body(
            "Internal error.", CodeName(MaasErrorCode.Internal), "INTERNAL_ERROR", CommonErrors.Domain,
            new Dictionary<string, string> { ["traceId"] = traceId }));

    internal static Task WriteAsync(HttpContext context, int status, MaasErrorCode code, string message) =>
        WriteAsync(context, status, new Body(message, CodeName(code), "INVALID_FIELD", CommonErrors.Domain));

    private static Task WriteAsync(HttpContext context, int status, Body body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, Json, context.RequestAborted);
    }

    internal static string CodeName(MaasErrorCode code) =>
        JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString());

    private sealed record Body(
        string Error, string Code, string Reason, string Domain,
        IReadOnlyDictionary<string, string>? Metadata = null, IReadOnlyList<FieldViolation>? FieldViolations = null);
}
