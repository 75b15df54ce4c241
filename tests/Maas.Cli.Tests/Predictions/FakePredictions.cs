using System.Threading.Channels;
using Grpc.Core;
using Maas.Contracts.Inference.V1;

namespace Maas.Cli.Tests.Predictions;

/// <summary>An Inference that answers a stream of rows by a function, and ends it with whatever that throws.</summary>
internal sealed class FakePredictions(Func<PredictStreamRequest, PredictStreamResponse> answer) : CallInvoker
{
    /// <summary>All rows that came.</summary>
    public List<PredictStreamRequest> Requests { get; } = [];

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var answers = Channel.CreateUnbounded<PredictStreamResponse>();
        options.CancellationToken.Register(() => answers.Writer.TryComplete(
            new RpcException(new Status(StatusCode.Cancelled, "The call was given up."))));
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            (IClientStreamWriter<TRequest>)(object)new Writer(this, answers.Writer), (IAsyncStreamReader<TResponse>)(object)new Reader(answers.Reader),
            Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    private sealed class Writer(FakePredictions service, ChannelWriter<PredictStreamResponse> answers) : IClientStreamWriter<PredictStreamRequest>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(PredictStreamRequest message)
        {
            service.Requests.Add(message);
            try
            {
                answers.TryWrite(service.Answer(message));
            }
            catch (RpcException end)
            {
                answers.TryComplete(end);
            }

            return Task.CompletedTask;
        }

        public Task WriteAsync(PredictStreamRequest message, CancellationToken cancellationToken) => WriteAsync(message);

        public Task CompleteAsync()
        {
            answers.TryComplete();
            return Task.CompletedTask;
        }
    }

    private sealed class Reader(ChannelReader<PredictStreamResponse> answers) : IAsyncStreamReader<PredictStreamResponse>
    {
        public PredictStreamResponse Current { get; private set; } = null!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await answers.WaitToReadAsync(cancellationToken) || !answers.TryRead(out var next))
            {
                return false;
            }

            Current = next;
            return true;
        }
    }

    private PredictStreamResponse Answer(PredictStreamRequest request) => answer(request);
}
