using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace Maas.Storage.Caching;

/// <summary>
/// The one connection to the cache, opened at the first use and reconnected by itself. A cache that does not answer
/// costs a few timeouts, then nothing until it is tried again. Thread-safe.
/// </summary>
internal sealed partial class CacheConnection : IAsyncDisposable
{
    private readonly CacheOptions _options;
    private readonly ILogger _log;
    private readonly ResiliencePipeline _guard;
    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer>? _connecting;
    private EmbeddedCache? _embedded;
    private bool _disposed;

    public CacheConnection(IOptions<CacheOptions> options, TimeProvider clock, ILogger<CacheConnection> log)
    {
        _options = options.Value;
        _log = log;
        _guard = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments.Outcome.Exception)),
                FailureRatio = 0.5,
                MinimumThroughput = 3,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = _options.BreakDuration,
                OnOpened = arguments =>
                {
                    LogOpened(_log, _options.BreakDuration, arguments.Outcome.Exception);
                    return ValueTask.CompletedTask;
                },
                OnClosed = _ =>
                {
                    LogClosed(_log);
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(_options.OperationTimeout)
            .Build();
    }

    /// <summary>False when the configuration says that there is no cache.</summary>
    public bool IsEnabled => _options.Address != CacheOptions.None;

    /// <summary>Does one thing with the cache, or gives up.</summary>
    /// <returns>False when the cache does not answer, whatever the cause.</returns>
    public async ValueTask<(bool Answered, T Result)> TryAsync<T>(
        Func<IDatabase, Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _guard.ExecuteAsync(
                async token =>
                {
                    var connection = await ConnectAsync().WaitAsync(token);
                    return await operation(connection.GetDatabase()).WaitAsync(token);
                },
                cancellationToken);
            return (true, result);
        }
        catch (Exception error) when (IsFailure(error) || error is BrokenCircuitException)
        {
            LogFailed(_log, error.Message);
            return (false, default!);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? connecting;
        lock (_gate)
        {
            _disposed = true;
            connecting = _connecting;
        }

        if (connecting is not null)
        {
            await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connecting.IsCompletedSuccessfully)
            {
                await (await connecting).DisposeAsync();
            }
        }

        _embedded?.Dispose();
    }

    private static bool IsFailure(Exception? error) =>
        error is RedisException or TimeoutException or TimeoutRejectedException or System.Net.Sockets.SocketException or IOException;

    private Task<IConnectionMultiplexer> ConnectAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _connecting is { IsFaulted: false } ? _connecting : _connecting = Task.Run(OpenAsync);
        }
    }

    private async Task<IConnectionMultiplexer> OpenAsync()
    {
        var settings = _options.Address == CacheOptions.Embedded ? Embedded() : ConfigurationOptions.Parse(_options.Address);
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ClientName = "maas";
        settings.ConnectTimeout = (int)_options.OperationTimeout.TotalMilliseconds;
        settings.AsyncTimeout = settings.ConnectTimeout;
        settings.ReconnectRetryPolicy = new ExponentialRetry(deltaBackOffMilliseconds: 250, maxDeltaBackOffMilliseconds: 5_000);
        return await ConnectionMultiplexer.ConnectAsync(settings);
    }

    private ConfigurationOptions Embedded()
    {
        _embedded ??= EmbeddedCache.Start(_options.EmbeddedMemoryMebibytes);
        return new ConfigurationOptions { EndPoints = { _embedded.EndPoint } };
    }

    [LoggerMessage(1, LogLevel.Warning, "The artifact cache fails and is left alone for {BreakDuration}; artifacts come from their source.")]
    private static partial void LogOpened(ILogger log, TimeSpan breakDuration, Exception? error);

    [LoggerMessage(2, LogLevel.Information, "The artifact cache answers again.")]
    private static partial void LogClosed(ILogger log);

    [LoggerMessage(3, LogLevel.Debug, "The artifact cache did not answer: {Problem}")]
    private static partial void LogFailed(ILogger log, string problem);
}
