using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Maas.Hosting.Configuration;
using Maas.Hosting.Errors;
using Maas.Hosting.Limits;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Hosting.Direct;

/// <summary>
/// Serves a unary gRPC method on the server's own buffers: one message in, one out, the status in the trailers. For the few methods
/// whose cost matters; the framework serves all others, and these too when the message is compressed. Thread-safe.
/// </summary>
/// <remarks>Source: gRPC over HTTP/2, "Requests" and "Responses".</remarks>
internal sealed class DirectMethod(
    string name, Func<IDirectCall> take, OpenCalls calls, HostingOptions options, CallFailures failures, TimeProvider clock)
{
    private const int HeaderBytes = 5;

    // As the framework has it: more than three years.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(99_999_999);

    public Task InvokeAsync(HttpContext context)
    {
        if (calls.TryEnter() is { } refusal)
        {
            return GrpcRefusal.WriteAsync(context, refusal);
        }

        context.LetMessagesLimitTheBody();
        return RunAsync(context);
    }

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            using var call = take();
            var deadline = DeadlineOf(context.Request);
            try
            {
                await ReadAsync(context.Request.BodyReader, call, context.RequestAborted);
                await call.RunAsync(context.Request.Headers, deadline, context.RequestAborted);
                Answer(context.Response, call);
            }
            catch (Exception exception)
            {
                var status = failures.Tell(exception, name, context, deadline, context.RequestAborted.IsCancellationRequested);
                if (!context.RequestAborted.IsCancellationRequested)
                {
                    GrpcRefusal.SetStatus(context.Response, status);
                    call.AddTrailers(context.Response.Headers);
                }
            }
        }
        finally
        {
            calls.Leave();
        }
    }

    private async ValueTask ReadAsync(PipeReader reader, IDirectCall call, CancellationToken cancellationToken)
    {
        try
        {
            var (isRead, isCompleted) = (false, false);
            while (!isCompleted)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                if (!isRead && TryTakeMessage(ref buffer, out var message))
                {
                    Read(call, message);
                    isRead = true;
                }

                isCompleted = result.IsCompleted;
                if (isRead ? !buffer.IsEmpty : isCompleted)
                {
                    throw HostErrors.MessageUnreadable(name);
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (IOException error)
        {
            throw new ConnectionResetException("The caller's stream broke off.", error);
        }
    }

    private void Read(IDirectCall call, in ReadOnlySequence<byte> message)
    {
        try
        {
            call.Read(message);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidProtocolBufferException)
        {
            throw HostErrors.MessageUnreadable(name, error);
        }
    }

    /// <returns>False when more bytes must come.</returns>
    private bool TryTakeMessage(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < HeaderBytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > options.MaxMessageBytes)
        {
            throw HostErrors.MessageTooLarge(length, options.MaxMessageBytes);
        }

        // A compressed message says so in a header too, and would not have come here.
        if (header[0] != 0)
        {
            throw HostErrors.MessageUnreadable(name);
        }

        if (buffer.Length < HeaderBytes + length)
        {
            return false;
        }

        message = buffer.Slice(HeaderBytes, length);
        buffer = buffer.Slice(HeaderBytes + length);
        return true;
    }

    private void Answer(HttpResponse response, IDirectCall call)
    {
        var length = call.MeasureAnswer();
        if (length > options.MaxMessageBytes)
        {
            throw HostErrors.MessageTooLarge(length, options.MaxMessageBytes);
        }

        response.ContentType = "application/grpc";
        var writer = response.BodyWriter;
        var header = writer.GetSpan(HeaderBytes);
        header[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
        writer.Advance(HeaderBytes);
        call.WriteAnswer(writer);
        var trailers = response.HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        trailers["grpc-status"] = "0";
        call.AddTrailers(trailers);
    }

    private DateTime DeadlineOf(HttpRequest request)
    {
        var header = request.Headers["grpc-timeout"];
        var timeout = header.Count == 1 && GrpcTimeout.TryParse(header[0], out var asked) && asked > TimeSpan.Zero ? asked : options.DefaultDeadline;
        return clock.GetUtcNow().UtcDateTime + (timeout < MaxTimeout ? timeout : MaxTimeout);
    }
}
