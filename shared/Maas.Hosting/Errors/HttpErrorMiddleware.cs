using Maas.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Maas.Hosting.Errors;

/// <summary>The one place where the failure of an HTTP endpoint becomes an answer. Thread-safe.</summary>
internal sealed partial class HttpErrorMiddleware(RequestDelegate next, ILogger<HttpErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await AnswerAsync(context, exception);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case MaasException known:
                return HttpFailure.WriteAsync(context, known);
            case BadHttpRequestException bad:
                return HttpFailure.WriteAsync(context, bad.StatusCode, MaasErrorCode.InvalidArgument, bad.Message);
            case OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested:
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return Task.CompletedTask;
            case var full when FullDisk.IsBehind(full):
                LogFullDisk(context.Request.Method, context.Request.Path, full.Message);
                return HttpFailure.WriteAsync(context, CommonErrors.StorageFull(full));
            default:
                var traceId = TraceIds.Of(context);
                LogBug(exception, context.Request.Method, context.Request.Path, traceId);
                return HttpFailure.WriteBugAsync(context, traceId);
        }
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The disk is full; {Method} {Path} keeps nothing: {Problem}")]
    private partial void LogFullDisk(string method, PathString path, string problem);

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Unexpected failure in {Method} {Path}, trace {TraceId}.")]
    private partial void LogBug(Exception exception, string method, PathString path, string traceId);
}
