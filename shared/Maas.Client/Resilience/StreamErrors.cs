using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Maas.Client.Resilience;

/// <summary>
/// Gives a write whose connection breaks the error of the gRPC contract. The client library lets the transport's
/// <see cref="IOException"/> through there, which callers take for a broken file. Thread-safe.
/// </summary>
internal sealed class StreamErrors : Interceptor
{
    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(context);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            new Writer<TRequest>(call.RequestStream), call.ResponseAsync, call.ResponseHeadersAsync, call.GetStatus,
            call.GetTrailers, call.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var call = continuation(context);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            new Writer<TRequest>(call.RequestStream), call.ResponseStream, call.ResponseHeadersAsync, call.GetStatus,
            call.GetTrailers, call.Dispose);
    }

    private sealed class Writer<TRequest>(IClientStreamWriter<TRequest> inner) : IClientStreamWriter<TRequest>
    {
        public WriteOptions? WriteOptions
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

        public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
        {
            try
            {
                await inner.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException broken)
            {
                throw new RpcException(
                    new Status(StatusCode.Unavailable, $"The connection broke under a write: {broken.Message}", broken));
            }
        }

        public Task CompleteAsync() => inner.CompleteAsync();
    }
}
