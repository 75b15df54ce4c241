using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Maas.Errors;

namespace Maas.Hosting.Validation;

/// <summary>
/// Refuses requests whose annotations say that they are not complete, so that methods need not look.
/// Costs nothing for messages without annotations. Thread-safe.
/// </summary>
internal sealed class ValidationInterceptor : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Require(request);
        return continuation(request, context);
    }

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Require(request);
        return continuation(request, responseStream, context);
    }

    /// <inheritdoc/>
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(Checked(requestStream), context);

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(Checked(requestStream), responseStream, context);

    private static IAsyncStreamReader<TRequest> Checked<TRequest>(IAsyncStreamReader<TRequest> stream)
        where TRequest : class =>
        RulesOf<TRequest>.Value is null ? stream : new CheckedReader<TRequest>(stream);

    private static void Require<TRequest>(TRequest request)
        where TRequest : class
    {
        if (RulesOf<TRequest>.Value is not { } rules)
        {
            return;
        }

        var violations = rules.Check((IMessage)request);
        if (violations.Count > 0)
        {
            throw CommonErrors.InvalidFields(violations);
        }
    }

    // One look-up per type and process: the runtime keeps a static field per closed generic type.
    private static class RulesOf<TRequest>
        where TRequest : class
    {
        public static readonly MessageRules? Value =
            typeof(IMessage).IsAssignableFrom(typeof(TRequest))
                ? MessageRules.Of(((IMessage)Activator.CreateInstance<TRequest>()).Descriptor)
                : null;
    }

    private sealed class CheckedReader<TRequest>(IAsyncStreamReader<TRequest> inner) : IAsyncStreamReader<TRequest>
        where TRequest : class
    {
        public TRequest Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken))
            {
                return false;
            }

            Require(inner.Current);
            return true;
        }
    }
}
