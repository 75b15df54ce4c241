using Grpc.Core;
using Grpc.Core.Interceptors;
using Maas.Errors;
using Maas.Hosting.Draining;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Maas.Hosting.Errors;

/// <summary>
/// The one place where the failure of a gRPC method becomes a status. Known failures travel with their
/// reason; a bug becomes <c>INTERNAL</c> with the trace id, its text stays in the log. Thread-safe.
/// </summary>
internal sealed partial class ErrorInterceptor(
    DrainState drain, TimeProvider clock, ILogger<ErrorInterceptor> logger) : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw ToRpcException(exception, context);
        }
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(new ReadableMessages<TRequest>(requestStream, context.Method), context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw ToRpcException(exception, context);
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);

            // A handler that takes cancellation for a normal end would tell the client that all was sent.
            if (drain.IsCutting)
            {
                throw HostErrors.ShuttingDown();
            }
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw ToRpcException(exception, context);
        }
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(new ReadableMessages<TRequest>(requestStream, context.Method), responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw ToRpcException(exception, context);
        }
    }

    private RpcException ToRpcException(Exception exception, ServerCallContext context)
    {
        if (exception is MaasException known)
        {
            LogRefused(context.Method, known.Code, known.Reason, known.Message);
            return RichStatus.Of(known).ToRpcException();
        }

        if (exception is ConnectionResetException
            || (IsEffectOfCancellation(exception) && context.CancellationToken.IsCancellationRequested))
        {
            return Cancelled(exception, context);
        }

        if (FullDisk.IsBehind(exception))
        {
            LogFullDisk(context.Method, exception.Message);
            return RichStatus.Of(CommonErrors.StorageFull(exception)).ToRpcException();
        }

        var traceId = TraceIds.Of(context.GetHttpContext());
        LogBug(exception, context.Method, traceId);
        return RichStatus.OfBug(traceId).ToRpcException();
    }

    // The framework answers a write or read on a finished call with these.
    private static bool IsEffectOfCancellation(Exception exception) =>
        exception is OperationCanceledException or IOException or InvalidOperationException;

    private RpcException Cancelled(Exception exception, ServerCallContext context)
    {
        if (context.Deadline <= clock.GetUtcNow().UtcDateTime)
        {
            return new RpcException(new Status(StatusCode.DeadlineExceeded, "The deadline passed before the answer was there."));
        }

        return drain.IsCutting
            ? RichStatus.Of(HostErrors.ShuttingDown(exception)).ToRpcException()
            : new RpcException(new Status(StatusCode.Cancelled, "The caller went away."));
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Unexpected failure in {Method}, trace {TraceId}.")]
    private partial void LogBug(Exception exception, string method, string traceId);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The disk is full; {Method} keeps nothing: {Problem}")]
    private partial void LogFullDisk(string method, string problem);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "{Method} answers {Code} ({Reason}): {Text}")]
    private partial void LogRefused(string method, MaasErrorCode code, string reason, string text);
}
