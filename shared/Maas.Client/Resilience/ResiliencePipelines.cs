using System.Security.Cryptography;
using Maas.Errors;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Maas.Client.Resilience;

/// <summary>
/// The two ways to make a call: once, and with repeats. Both share one circuit breaker, so that a service that is
/// away costs nobody a connection attempt per call. Thread-safe; one per channel.
/// </summary>
internal sealed class ResiliencePipelines
{
    /// <summary>When the call must be over; a repeat that cannot begin before is not waited for.</summary>
    public static readonly ResiliencePropertyKey<DateTime> Deadline = new("maas.deadline");

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    public ResiliencePipelines(MaasClientOptions options, TimeProvider clock)
    {
        Once = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsAway(arguments.Outcome.Exception)),
                FailureRatio = 0.8,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = options.BreakDuration,
            })
            .Build();
        Repeating = options.MaxRetries == 0 ? Once : new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(
                    MayHelp(arguments.Outcome.Exception)
                    && HasTime(arguments.Context, DelayOf(arguments.Outcome.Exception) ?? LongestDelay(options, arguments.AttemptNumber), clock)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    DelayOf(arguments.Outcome.Exception) ?? (LongestDelay(options, arguments.AttemptNumber) * (RandomNumberGenerator.GetInt32(500, 1_001) / 1_000.0))),
                MaxRetryAttempts = options.MaxRetries,
            })
            .AddPipeline(Once)
            .Build();
    }

    /// <summary>For calls that may not be sent twice.</summary>
    public ResiliencePipeline Once { get; }

    /// <summary>For calls that may.</summary>
    public ResiliencePipeline Repeating { get; }

    // A service that answers, if only that a queue is full or a model not ready, is there: the circuit stays closed.
    private static bool IsAway(Exception? failure) => failure is MaasException known && MaasErrors.IsFromTransport(known);

    // google.aip.dev/194: UNAVAILABLE alone, and RESOURCE_EXHAUSTED after the delay that the service asked for.
    private static bool MayHelp(Exception? failure) => failure
        is BrokenCircuitException
        or MaasException { Code: MaasErrorCode.Unavailable }
        or MaasException { Code: MaasErrorCode.ResourceExhausted, RetryDelay: not null };

    // Doubles with each attempt. The shortest is half of it: callers that failed together do not come back together.
    private static TimeSpan LongestDelay(MaasClientOptions options, int attempt) =>
        options.RetryBaseDelay * Math.Min(Math.Pow(2, attempt), MaxDelay / options.RetryBaseDelay);

    // Null: the service has no wish.
    private static TimeSpan? DelayOf(Exception? failure) => failure switch
    {
        MaasException { Code: MaasErrorCode.ResourceExhausted, RetryDelay: { } delay } => delay,
        BrokenCircuitException { RetryAfter: { } delay } => delay,
        _ => null,
    };

    private static bool HasTime(ResilienceContext context, TimeSpan delay, TimeProvider clock) =>
        clock.GetUtcNow().UtcDateTime + delay < context.Properties.GetValue(Deadline, DateTime.MaxValue);
}
