using Grpc.Core;
using Grpc.Core.Interceptors;
using Maas.Errors;
using Polly;
using Polly.CircuitBreaker;

namespace Maas.Client.Resilience;

/// <summary>Gives unary calls a deadline, repeats those that may be, and throws what the service said. Thread-safe.</summary>
internal sealed class UnaryResilience(MaasClientOptions options, TimeProvider clock) : Interceptor
{
    private readonly ResiliencePipelines _pipelines = new(options, clock);
    private readonly string _service = options.Address.ToString();

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var attempts = new Attempts<TRequest, TResponse>(request, WithDeadline(context), continuation, _service);
        var pipeline = SafeMethods.MayRepeat(context.Method, request) ? _pipelines.Repeating : _pipelines.Once;
        return attempts.Start(pipeline);
    }

    /// <inheritdoc/>
    /// <remarks>Never repeated: waiting would block a thread. Prefer the asynchronous call.</remarks>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        try
        {
            return continuation(request, WithDeadline(context));
        }
        catch (RpcException failure)
        {
            throw MaasErrors.FromRpc(failure, _service);
        }
    }

    private ClientInterceptorContext<TRequest, TResponse> WithDeadline<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class => context.Options.Deadline is not null
        ? context
        : new ClientInterceptorContext<TRequest, TResponse>(
            context.Method, context.Host, context.Options.WithDeadline(clock.GetUtcNow().UtcDateTime + options.CallTimeout));

    private sealed class Attempts<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation, string service)
        where TRequest : class
        where TResponse : class
    {
        private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile AsyncUnaryCall<TResponse>? _last;

        public AsyncUnaryCall<TResponse> Start(ResiliencePipeline pipeline)
        {
            // Without a timer or a link of its own, so it need not be disposed and may be cancelled late.
            var ended = new CancellationTokenSource();
            return new AsyncUnaryCall<TResponse>(
                RunAsync(pipeline, ended), _headers.Task,
                () => _last?.GetStatus() ?? new Status(StatusCode.Unavailable, "The call was not sent."),
                () => _last?.GetTrailers() ?? [],
                ended.Cancel);
        }

        private async Task<TResponse> RunAsync(ResiliencePipeline pipeline, CancellationTokenSource ended)
        {
            await using var registration = context.Options.CancellationToken.UnsafeRegister(
                static source => ((CancellationTokenSource)source!).Cancel(), ended).ConfigureAwait(false);
            var resilience = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, ended.Token);
            resilience.Properties.Set(ResiliencePipelines.Deadline, context.Options.Deadline!.Value);
            try
            {
                return await pipeline.ExecuteAsync(static (inner, self) => self.TryOnceAsync(inner.CancellationToken), resilience, this);
            }
            catch (BrokenCircuitException open)
            {
                throw CommonErrors.DependencyUnavailable(service, open);
            }
            finally
            {
                _headers.TrySetResult([]);
                ResilienceContextPool.Shared.Return(resilience);
            }
        }

        private async ValueTask<TResponse> TryOnceAsync(CancellationToken cancellationToken)
        {
            using var call = continuation(request, new ClientInterceptorContext<TRequest, TResponse>(
                context.Method, context.Host, context.Options.WithCancellationToken(cancellationToken)));
            _last = call;
            try
            {
                var response = await call.ResponseAsync.ConfigureAwait(false);
                _headers.TrySetResult(await call.ResponseHeadersAsync.ConfigureAwait(false));
                return response;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException("The call was cancelled by its own token.", failure, context.Options.CancellationToken);
            }
            catch (RpcException failure)
            {
                throw MaasErrors.FromRpc(failure, service);
            }
        }
    }
}
