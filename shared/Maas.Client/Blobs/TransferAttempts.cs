using Grpc.Core;
using Maas.Errors;
using Polly;
using Polly.Retry;

namespace Maas.Client.Blobs;

/// <summary>What a transfer tries again, how often, and what it tells in the end.</summary>
internal static class TransferAttempts
{
    private const int MaxRetries = 8;

    /// <summary>Waits 0.1 s, 0.2 s, … up to 5 s with jitter: about 20 s in all, enough for a Registry to restart.</summary>
    public static ResiliencePipeline Create(TimeProvider clock) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(5),
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } e && IsTransient(e)),
            })
            .Build();

    /// <summary>Runs a transfer that goes on from where it stopped each time it is called.</summary>
    public static async Task RunAsync(
        ResiliencePipeline attempts, Func<CancellationToken, Task> transfer, CancellationToken cancellationToken)
    {
        try
        {
            await attempts.ExecuteAsync(async token => await transfer(token), cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException || (e is RpcException && IsTransient(e)))
        {
            throw CommonErrors.DependencyUnavailable("registry", e);
        }
    }

    public static bool IsNotFound(Exception e) =>
        e is MaasException { Code: MaasErrorCode.NotFound } or RpcException { StatusCode: StatusCode.NotFound };

    /// <summary>
    /// Besides <c>UNAVAILABLE</c>: a connection that broke, which the client may report as <c>INTERNAL</c>; silence;
    /// and the two answers that only say where to go on.
    /// </summary>
    private static bool IsTransient(Exception e) => e switch
    {
        TimeoutException => true,
        MaasException maas => maas.Code == MaasErrorCode.Unavailable || IsLineBreak(maas.InnerException) ||
            maas.Reason is "UPLOAD_BUSY" or "UPLOAD_OFFSET_MISMATCH",
        RpcException rpc => rpc.StatusCode == StatusCode.Unavailable || IsLineBreak(rpc),
        _ => false,
    };

    private static bool IsLineBreak(Exception? e) => e is RpcException
    {
        Status.DebugException: IOException or HttpRequestException
    };
}
