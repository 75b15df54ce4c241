using Grpc.Core;
using Maas.Errors;
using Polly;
using Polly.Retry;

namespace Maas.Client.Blobs;

/// <summary>What a transfer tries again, how often, and what it tells in the end.</summary>
internal static class TransferAttempts
{
    /// <summary>Who is spoken of in errors.</summary>
    public const string Service = "registry";

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
                ShouldHandle = args => ValueTask.FromResult(IsTransient(args.Outcome.Exception)),
            })
            .Build();

    /// <summary>Runs a transfer that goes on from where it stopped each time it is called.</summary>
    /// <exception cref="MaasException">What the service said last, or that it stayed away.</exception>
    public static async Task RunAsync(
        ResiliencePipeline attempts, Func<CancellationToken, Task> transfer, CancellationToken cancellationToken)
    {
        try
        {
            await attempts.ExecuteAsync(async token => await TryOnceAsync(transfer, token), cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw CommonErrors.DependencyUnavailable(Service, e);
        }
    }

    private static async Task TryOnceAsync(Func<CancellationToken, Task> transfer, CancellationToken cancellationToken)
    {
        try
        {
            await transfer(cancellationToken);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw MaasErrors.FromRpc(e, Service);
        }
    }

    /// <summary>Besides <c>UNAVAILABLE</c>: silence, and the answers that only say where to go on.</summary>
    private static bool IsTransient(Exception? e) => e
        is TimeoutException
        or MaasException { Code: MaasErrorCode.Unavailable }
        or MaasException { Reason: "UPLOAD_OFFSET_MISMATCH" or "UPLOAD_IDLE" or "TRANSFER_TOO_SLOW" };
}
