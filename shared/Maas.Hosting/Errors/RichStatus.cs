using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Maas.Errors;
using RpcStatus = Google.Rpc.Status;

namespace Maas.Hosting.Errors;

/// <summary>Makes the <c>google.rpc.Status</c> of a failure. Each kind of detail comes at most once.</summary>
internal static class RichStatus
{
    /// <summary>What a caller learns of a failure meant for it.</summary>
    public static RpcStatus Of(MaasException failure)
    {
        var info = new ErrorInfo { Reason = failure.Reason, Domain = failure.Domain };
        foreach (var (key, value) in failure.Metadata)
        {
            info.Metadata[key] = value;
        }

        var status = new RpcStatus { Code = (int)failure.Code, Message = failure.Message, Details = { Any.Pack(info) } };
        if (failure.FieldViolations.Count > 0)
        {
            status.Details.Add(Any.Pack(new BadRequest
            {
                FieldViolations =
                {
                    failure.FieldViolations.Select(violation => new BadRequest.Types.FieldViolation
                    {
                        Field = violation.Field,
                        Description = violation.Description,
                    }),
                },
            }));
        }

        if (failure.RetryDelay is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return status;
    }

    /// <summary>What a caller learns of a bug: where to find it in the log.</summary>
    public static RpcStatus OfBug(string traceId) => new()
    {
        Code = (int)Code.Internal,
        Message = "Internal error.",
        Details =
        {
            Any.Pack(new ErrorInfo { Reason = "INTERNAL_ERROR", Domain = CommonErrors.Domain }),
            Any.Pack(new RequestInfo { RequestId = traceId }),
        },
    };
}
