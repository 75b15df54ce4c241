using System.Globalization;
using Maas.Errors;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Calls;

/// <summary>
/// Lets a bounded number of requests run at once and a bounded number wait; the rest is told to come back. Thread-safe.
/// </summary>
internal sealed class RunAdmission(IOptions<AdmissionOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(
        options.Value.MaxConcurrentRuns > 0 ? options.Value.MaxConcurrentRuns : 2 * Environment.ProcessorCount);

    private readonly int _maxWaiting = options.Value.MaxWaitingRuns;
    private int _waiting;

    /// <summary>Waits for a turn; give it back with <see cref="Leave"/>.</summary>
    /// <param name="timeout">Longest wait; zero for as long as the call lasts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MaasException"><c>LIMIT_REACHED</c>: too many wait, or the wait was too long.</exception>
    public ValueTask EnterAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        _turns.Wait(0, CancellationToken.None) ? ValueTask.CompletedTask : new ValueTask(WaitAsync(timeout, cancellationToken));

    /// <summary>Gives a turn back.</summary>
    public void Leave() => _turns.Release();

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > _maxWaiting)
            {
                throw LimitReached(
                    $"{Text(_maxWaiting)} requests wait for their turn, as many as may. Try again in a second.", Text(_maxWaiting));
            }

            if (!await _turns.WaitAsync(timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan, cancellationToken))
            {
                throw LimitReached(
                    $"The request waited for its turn as long as its parameter 'timeout' allows, {Text(timeout.TotalMicroseconds)} us.",
                    Text(timeout.TotalMicroseconds));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static MaasException LimitReached(string message, string limit) =>
        new(MaasErrorCode.ResourceExhausted, "LIMIT_REACHED", CommonErrors.Domain, message)
        {
            Metadata = new Dictionary<string, string> { ["limit"] = limit },
            RetryDelay = TimeSpan.FromSeconds(1),
        };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
