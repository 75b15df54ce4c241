using System.Text.Json;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Maas.Errors;
using RpcStatus = Google.Rpc.Status;

namespace Maas.Client;

/// <summary>Reads what a service said when it failed.</summary>
public static class MaasErrors
{
    /// <summary>Owner of reasons made here for failures that carry none: the name of the code.</summary>
    public const string TransportDomain = "grpc";

    /// <summary>Reads a failed call, with reason, metadata, fields and delay where the service sent them.</summary>
    /// <param name="failure">Kept as the inner exception.</param>
    /// <param name="service">Who was called, for failures in which nobody answered.</param>
    public static MaasException FromRpc(RpcException failure, string service = "unknown")
    {
        var status = DetailsOf(failure);
        var code = CodeOf(failure.StatusCode);
        if (status?.GetDetail<ErrorInfo>() is not { } info)
        {
            return code == MaasErrorCode.Unavailable || IsLineBreak(failure)
                ? CommonErrors.DependencyUnavailable(service, failure)
                : new MaasException(code, NameOf(code), TransportDomain, failure.Status.Detail, failure);
        }

        return new MaasException(code, info.Reason, info.Domain, status.Message, failure)
        {
            Metadata = new Dictionary<string, string>(info.Metadata),
            FieldViolations =
            [
                .. status.GetDetail<BadRequest>()?.FieldViolations
                    .Select(violation => new FieldViolation(violation.Field, violation.Description)) ?? [],
            ],
            RetryDelay = status.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan(),
        };
    }

    /// <summary>Whether nobody answered: the failure comes from the way there, not from the service.</summary>
    internal static bool IsFromTransport(MaasException failure) =>
        failure is { Code: MaasErrorCode.Unavailable, InnerException: RpcException inner } && DetailsOf(inner) is null;

    private static RpcStatus? DetailsOf(RpcException failure)
    {
        try
        {
            return failure.GetRpcStatus();
        }
        catch (InvalidProtocolBufferException)
        {
            // Somebody between us and the service cut the trailer; code and text are still there.
            return null;
        }
    }

    // The connection broke under the call: the client library calls that INTERNAL, too.
    private static bool IsLineBreak(RpcException failure) =>
        failure.Status.DebugException is IOException or HttpRequestException;

    private static MaasErrorCode CodeOf(StatusCode code) =>
        Enum.IsDefined((MaasErrorCode)(int)code) ? (MaasErrorCode)(int)code : MaasErrorCode.Internal;

    private static string NameOf(MaasErrorCode code) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(code.ToString());
}
