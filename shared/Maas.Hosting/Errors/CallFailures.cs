using Maas.Errors;
using Maas.Hosting.Draining;
using Maas.Hosting.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RpcStatus = Google.Rpc.Status;

namespace Maas.Hosting.Errors;

/// <summary>
/// The one place where the failure of a gRPC method becomes a status. Known failures travel with their
/// reason; a bug becomes <c>INTERNAL</c> with the trace id, its text stays in the log. Thread-safe.
/// </summary>
internal sealed partial class CallFailures(DrainState drain, TimeProvider clock, HostingMetrics metrics, ILogger<CallFailures> logger)
{
    /// <summary>What the caller is told; what it is not told is logged.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="method">Full name of the method.</param>
    /// <param name="context">The call.</param>
    /// <param name="deadline">Until when the caller waits, UTC.</param>
    /// <param name="isCancelled">Whether the call was cancelled, by whomever.</param>
    public RpcStatus Tell(Exception exception, string method, HttpContext context, DateTime deadline, bool isCancelled)
    {
        var status = StatusOf(exception, method, context, deadline, isCancelled);
        metrics.Failed(method, status.Reason);
        return status;
    }

    private RpcStatus StatusOf(Exception exception, string method, HttpContext context, DateTime deadline, bool isCancelled)
    {
        if (exception is MaasException known)
        {
            LogRefused(method, known.Code, known.Reason, known.Message);
            return RichStatus.Of(known);
        }

        if (IsLostCaller(exception) || (isCancelled && IsEffectOfCancellation(exception)))
        {
            return Cancelled(exception, deadline);
        }

        if (FullDisk.IsBehind(exception))
        {
            LogFullDisk(method, exception.Message);
            return RichStatus.Of(CommonErrors.StorageFull(exception));
        }

        var traceId = TraceIds.Of(context);
        LogBug(exception, method, traceId);
        return RichStatus.OfBug(traceId);
    }

    // A stream that its caller resets is read to its end before the call counts as cancelled.
    private static bool IsLostCaller(Exception exception) =>
        exception is ConnectionResetException or OperationCanceledException { InnerException: ConnectionAbortedException };

    // The framework answers a write or read on a finished call with these.
    private static bool IsEffectOfCancellation(Exception exception) =>
        exception is OperationCanceledException or IOException or InvalidOperationException;

    private RpcStatus Cancelled(Exception exception, DateTime deadline)
    {
        if (deadline <= clock.GetUtcNow().UtcDateTime)
        {
            return new RpcStatus
            {
                Code = (int)MaasErrorCode.DeadlineExceeded,
                Message = "The deadline passed before the answer was there.",
            };
        }

        return drain.IsCutting
            ? RichStatus.Of(HostErrors.ShuttingDown(exception))
            : new RpcStatus { Code = (int)MaasErrorCode.Cancelled, Message = "The caller went away." };
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Unexpected failure in {Method}, trace {TraceId}.")]
    private partial void LogBug(Exception exception, string method, string traceId);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The disk is full; {Method} keeps nothing: {Problem}")]
    private partial void LogFullDisk(string method, string problem);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "{Method} answers {Code} ({Reason}): {Text}")]
    private partial void LogRefused(string method, MaasErrorCode code, string reason, string text);
}
