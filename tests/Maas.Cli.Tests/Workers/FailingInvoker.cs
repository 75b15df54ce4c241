using Grpc.Core;

namespace Maas.Cli.Tests.Workers;

/// <summary>A service that fails every call.</summary>
/// <param name="codes">How, call by call; the last one from then on.</param>
internal sealed class FailingInvoker(params StatusCode[] codes) : CallInvoker
{
    private int _calls;

    public int Calls => _calls;

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Next();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Next();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw Next();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw Next();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw Next();

    private RpcException Next()
    {
        var call = Interlocked.Increment(ref _calls);
        return new RpcException(new Status(codes[Math.Min(call, codes.Length) - 1], "So it is."));
    }
}
