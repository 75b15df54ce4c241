using Google.Protobuf;
using Grpc.Core;
using Maas.Hosting.Endpoints;
using Maas.Hosting.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Maas.Hosting.Errors;

/// <summary>
/// Tells a caller whose first message is not protobuf what is wrong. The framework reads that message before any
/// interceptor runs and would answer <c>UNKNOWN</c>. Thread-safe.
/// </summary>
internal sealed partial class UnreadableMessageGate(RequestDelegate next, HostingMetrics metrics, ILogger<UnreadableMessageGate> logger)
{
    // grpc-status of UNKNOWN. Methods never answer with it: ErrorInterceptor gives each failure a code.
    private const string Unknown = "2";

    public Task InvokeAsync(HttpContext context)
    {
        var call = next(context);
        if (call.IsCompletedSuccessfully)
        {
            Correct(context);
            return call;
        }

        return CorrectAfterAsync(call, context);
    }

    private async Task CorrectAfterAsync(Task call, HttpContext context)
    {
        await call;
        Correct(context);
    }

    private void Correct(HttpContext context)
    {
        if (!context.Response.HasStarted
            && context.Response.Headers["grpc-status"] == Unknown
            && context.GetEndpoint() is { } endpoint
            && EndpointRules.Of(endpoint).MethodType is not null)
        {
            var method = context.Request.Path.ToString();
            LogUnreadable(method);
            var failure = HostErrors.MessageUnreadable(method);
            metrics.Failed(method, failure.Reason);
            GrpcRefusal.SetStatus(context.Response, failure);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "A message sent to {Method} cannot be read.")]
    private partial void LogUnreadable(string method);
}

/// <summary>
/// Tells a caller whose stream holds a message that is not protobuf what is wrong, and tells a line that broke from a
/// file that cannot be read: both are <see cref="IOException"/>s to the method.
/// </summary>
internal sealed class ReadableMessages<TRequest>(IAsyncStreamReader<TRequest> inner, string method)
    : IAsyncStreamReader<TRequest>
{
    public TRequest Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await inner.MoveNext(cancellationToken);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw HostErrors.MessageUnreadable(method, exception);
        }
        catch (IOException exception)
        {
            throw new ConnectionResetException("The caller's stream broke off.", exception);
        }
    }
}
