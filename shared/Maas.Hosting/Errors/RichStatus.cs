using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Maas.Errors;
using RpcStatus = Google.Rpc.Status;

namespace Maas.Hosting.Errors;

/// <summary>
/// Makes the <c>google.rpc.Status</c> of a failure. Each kind of detail comes at most once. What is long is cut, and of
/// many field violations the first come: clients refuse trailers of more than 8 KiB, and would say nothing else.
/// Streams use it for failures of one message, which travel among the answers.
/// </summary>
public static class RichStatus
{
    // grpc-message stands in the trailers beside the status, which holds it again and grows by a third as base64.
    private const int MaxMessageCost = 2_048;
    private const int MaxValueCost = 384;
    private const int MaxStatusBytes = 3_600;

    /// <summary>What a caller learns of a failure meant for it.</summary>
    public static RpcStatus Of(MaasException failure)
    {
        var info = new ErrorInfo { Reason = failure.Reason, Domain = failure.Domain };
        foreach (var (key, value) in failure.Metadata)
        {
            info.Metadata[key] = TrailerText.Cut(value, MaxValueCost);
        }

        var status = new RpcStatus { Code = (int)failure.Code, Message = TrailerText.Cut(failure.Message, MaxMessageCost), Details = { Any.Pack(info) } };
        if (failure.FieldViolations.Count > 0)
        {
            status.Details.Add(Any.Pack(FirstViolations(failure.FieldViolations, MaxStatusBytes - status.CalculateSize())));
        }

        if (failure.RetryDelay is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return status;
    }

    extension(RpcStatus status)
    {
        /// <summary>Why, in one word: the reason, or the code where there is none.</summary>
        internal string Reason => status.GetDetail<ErrorInfo>()?.Reason ?? HttpFailure.CodeName((MaasErrorCode)status.Code);
    }

    /// <summary>What a caller learns of a bug: where to find it in the log.</summary>
    internal static RpcStatus OfBug(string traceId) => new()
    {
        Code = (int)Code.Internal,
        Message = "Internal error.",
        Details =
        {
            Any.Pack(new ErrorInfo { Reason = "INTERNAL_ERROR", Domain = CommonErrors.Domain }),
            Any.Pack(new RequestInfo { RequestId = traceId }),
        },
    };

    private static BadRequest FirstViolations(IReadOnlyList<FieldViolation> violations, int maxBytes)
    {
        var request = new BadRequest();
        foreach (var violation in violations)
        {
            request.FieldViolations.Add(new BadRequest.Types.FieldViolation
            {
                Field = TrailerText.Cut(violation.Field, MaxValueCost),
                Description = TrailerText.Cut(violation.Description, MaxValueCost),
            });
            if (request.CalculateSize() > maxBytes && request.FieldViolations.Count > 1)
            {
                request.FieldViolations.RemoveAt(request.FieldViolations.Count - 1);
                break;
            }
        }

        return request;
    }
}
